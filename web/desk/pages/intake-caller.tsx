/** The caller: found by any few digits or characters, or registered inline without leaving the keyboard. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import type { InputRef } from 'antd/es/input';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { type Reply, useWords } from '../../kit/index.ts';
import { Field, Mark, Refusal, refusedOf, TextField, useRead } from '../ui/index.ts';
import { ProxyConsent } from './proxy-consent.tsx';
import { intakeWords } from './words-intake.ts';

type Found = Reply<'orders.findPerson'>['items'][number];
export type Who = (Found & { id: string }) | { name: string; phone: string; place: string | null };

export function Caller({
  tenant,
  who,
  setWho,
  error,
}: {
  tenant: number;
  who: Who | null;
  setWho: (who: Who | null) => void;
  error: string | null;
}) {
  const w = useWords(intakeWords);
  if (who && 'id' in who) {
    return (
      <div className="chosen-person">
        <p>
          <strong>{who.name}</strong> {who.phone} <span className="quiet">{who.address}</span>
        </p>
        <p className="row">
          {who.hardship ? <Mark tone="wait">{w.hardship}</Mark> : null}
          {who.open_orders > 0 ? <Mark tone="wait">{w.openOrders(who.open_orders)}</Mark> : null}
          <Button size="small" onClick={() => setWho(null)}>
            {w.change}
          </Button>
        </p>
        <ProxyConsent tenant={tenant} principal={who} />
      </div>
    );
  }
  if (who) return <NewPerson tenant={tenant} who={who} setWho={setWho} error={error} />;
  return <Find tenant={tenant} setWho={setWho} error={error} />;
}

function useLater<T>(value: T, wait_ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), wait_ms);
    return () => clearTimeout(timer);
  }, [value, wait_ms]);
  return late;
}

function Find({ tenant, setWho, error }: { tenant: number; setWho: (who: Who) => void; error: string | null }) {
  const w = useWords(intakeWords);
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const box = useRef<InputRef>(null);
  const list = useId();
  const asked = useLater(q.trim(), 150);
  const found = useRead(
    'orders.findPerson',
    { params: { community: tenant }, query: { q: asked } },
    { enabled: asked.length > 0 },
  );
  const items = asked.length > 0 ? (found.data?.items ?? []) : [];
  useEffect(() => box.current?.focus(), []);
  const register = () => {
    const digits = /^[\d\s-]+$/.test(q.trim());
    setWho({ name: digits ? '' : q.trim(), phone: digits ? q.replace(/\D/g, '') : '', place: null });
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((n) => Math.min(items.length - 1, Math.max(0, n + (event.key === 'ArrowDown' ? 1 : -1))));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      const chosen = items[at];
      if (event.ctrlKey || event.metaKey) register();
      else if (chosen) setWho(chosen);
    }
  };
  return (
    <div className="find-person">
      <Field label={w.find} hint={w.findHint} error={error}>
        {(ids) => (
          <Input
            {...ids}
            ref={box}
            value={q}
            maxLength={40}
            autoComplete="off"
            role="combobox"
            aria-expanded={items.length > 0}
            aria-controls={list}
            aria-autocomplete="list"
            {...(items[at] ? { 'aria-activedescendant': `${list}-${at}` } : {})}
            onKeyDown={press}
            onChange={(e) => {
              setQ(e.target.value);
              setAt(0);
            }}
          />
        )}
      </Field>
      <div role="listbox" id={list} aria-label={w.who} className={items.length > 0 ? 'found' : ''}>
        {items.map((p, i) => (
          // The box keeps the focus and moves the choice by arrow keys; a pointer may press the option directly.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={p.id}
            id={`${list}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            className="found-one"
            onClick={() => setWho(p)}
          >
            <strong>{p.name}</strong>
            <span>{p.phone ?? '—'}</span>
            <span className="quiet">{p.address}</span>
            <span className="quiet">
              {[p.hardship ? w.hardship : '', p.open_orders > 0 ? w.openOrders(p.open_orders) : '']
                .filter(Boolean)
                .join(' · ')}
            </span>
          </div>
        ))}
      </div>
      <p className="quiet" role="status">
        {asked.length > 0 && found.data ? (items.length > 0 ? w.found(items.length) : w.notFound) : ''}
      </p>
      <Refusal refused={found.error ? refusedOf(found.error) : null} />
      <Button size="small" onClick={register}>
        {w.newPerson} <kbd>Ctrl+Enter</kbd>
      </Button>
    </div>
  );
}

function NewPerson({
  tenant,
  who,
  setWho,
  error,
}: {
  tenant: number;
  who: { name: string; phone: string; place: string | null };
  setWho: (who: Who | null) => void;
  error: string | null;
}) {
  const w = useWords(intakeWords);
  const [address, setAddress] = useState('');
  const name = useRef<InputRef>(null);
  const asked = useLater(address.trim(), 250);
  const resolved = useRead(
    'places.resolve',
    { params: { community: tenant }, query: { q: asked } },
    { enabled: asked.length > 0 },
  );
  useEffect(() => name.current?.focus(), []);
  const exact = asked ? resolved.data?.exact : null;
  const candidates = asked && !exact ? (resolved.data?.candidates ?? []).slice(0, 6) : [];
  const place = exact?.id ?? null;
  useEffect(() => {
    if (place && place !== who.place) setWho({ ...who, place });
  }, [place, who, setWho]);
  return (
    <div className="form">
      <div className="form-row">
        <TextField
          label={w.name}
          inputRef={name}
          value={who.name}
          maxLength={40}
          onChange={(value) => setWho({ ...who, name: value })}
          error={error}
        />
        <TextField
          label={w.phone}
          hint={w.phoneHint}
          type="tel"
          value={who.phone}
          onChange={(value) => setWho({ ...who, phone: value.replace(/\D/g, '').slice(0, 12) })}
        />
      </div>
      <TextField
        label={w.place}
        optional
        placeholder={w.placeSearch}
        value={address}
        maxLength={80}
        onChange={setAddress}
        hint={exact ? w.placeFound(exact.full_name) : candidates.length > 0 ? w.placeMany : undefined}
      />
      {candidates.length > 0 ? (
        <div className="row">
          {candidates.map((c) => (
            <Button
              key={c.id}
              size="small"
              onClick={() => {
                setAddress(c.full_name);
                setWho({ ...who, place: c.id });
              }}
            >
              {c.full_name}
            </Button>
          ))}
        </div>
      ) : null}
      <div className="form-acts">
        <Button size="small" onClick={() => setWho(null)}>
          {w.backToFind}
        </Button>
      </div>
    </div>
  );
}
