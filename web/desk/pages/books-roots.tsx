/** The signed roots of the books, to be kept outside, and the ledger that is held against them. */
import Button from 'antd/es/button';
import { saveFile, addressOf, useCall, useLang, useWords } from '../../kit/index.ts';
import { DataTable, Loaded, Panel, Refusal, say, useRead } from '../ui/index.ts';
import { rootWords } from './words-roots.ts';

export function Roots({ tenant }: { tenant: number }) {
  const w = useWords(rootWords);
  useLang();
  const roots = useRead('ledger.roots', { params: { community: tenant } });
  const close = useCall('ledger.close');
  const closeNow = async () => {
    const outcome = await close.run({ params: { community: tenant }, body: {} });
    if (outcome.ok) say(outcome.value.signed ? w.closed : w.nothing);
  };
  return (
    <Panel
      title={w.roots}
      aside={
        <>
          <Button size="small" loading={close.busy} onClick={() => void closeNow()}>
            {w.close}
          </Button>
          <a className="plain-button" href={addressOf('ledger.export', { params: { community: tenant } })} download>
            {w.download}
          </a>
        </>
      }
    >
      <p className="quiet">{w.rootsLead}</p>
      <Refusal refused={close.refused} />
      <Loaded query={roots}>
        {({ items }) => (
          <DataTable
            name={w.roots}
            rows={items}
            keyOf={({ root }) => String(root.no)}
            empty={w.none}
            columns={[
              { title: w.number, render: ({ root }) => root.no, text: ({ root }) => root.no },
              { title: w.day, render: ({ root }) => root.day, text: ({ root }) => root.day },
              { title: w.items, render: ({ root }) => root.position, text: ({ root }) => root.position, end: true },
              {
                title: w.difference,
                render: ({ root }) => root.difference,
                text: ({ root }) => root.difference,
                end: true,
              },
              { title: w.key, render: ({ key }) => <code>{key.id}</code>, text: ({ key }) => key.id },
              { title: w.chain, text: ({ root }) => root.chain },
              {
                title: w.save,
                render: (signed) => (
                  <Button
                    size="small"
                    onClick={() =>
                      saveFile(
                        `shaoying-root-${tenant}-${signed.root.no}.json`,
                        `${JSON.stringify(signed)}\n`,
                        'application/json',
                      )
                    }
                  >
                    {w.save}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}
