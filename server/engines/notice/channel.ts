/** What every way out of the platform has in common. The inbox and the live page need none of them. */
export type ChannelName = 'wechat_official' | 'web_push' | 'sms' | 'wecom_webhook';
/** Known even when the deployment has given the channel up. */
export const tellsGroup = (channel: string): boolean => channel === 'wecom_webhook';

/** What a gateway is given. Nothing of it and no address ever stands in a log line. */
export interface Message {
  /** Notice and channel: a gateway that keeps it sends the same message once. */
  readonly key: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly params: Readonly<Record<string, string>>;
  readonly link: string | null;
  readonly urgent: boolean;
}

/** `why` is a short code for the record: a status or an error number, never text from outside. */
export type SendResult =
  | { readonly is: 'sent'; readonly providerId: string | null }
  /** The gateway is at fault or busy: the same way again after a while. */
  | { readonly is: 'later'; readonly why: string; readonly after_ms?: number }
  /** Our own limit is reached; nothing was asked, so no attempt is counted. */
  | { readonly is: 'wait'; readonly after_ms: number }
  /** This person cannot be reached this way any more; the address is forgotten. */
  | { readonly is: 'unreachable'; readonly why: string }
  /** Asking again would not help. */
  | { readonly is: 'rejected'; readonly why: string };

export interface Channel {
  readonly name: ChannelName;
  /** A person's channels are tried one after another; a group is told beside them and reaches nobody for certain. */
  readonly to: 'person' | 'group';
  /** Whether the deployment has words (a template) for notices of this kind on this channel. */
  carries(kind: string): boolean;
  /** Where a group's messages of this tenant go; absent for channels to persons. */
  groupOf?(tenant: number): string | null;
  send(address: string, message: Message): Promise<SendResult>;
  /** What a browser needs to subscribe; on the channel that pushes to browsers alone. */
  readonly offer?: PushOffer;
}
export interface PushOffer {
  readonly key: string;
  /** Whether a subscription is whole and its push service is one that this deployment asks. */
  accepts(address: string): boolean;
}

/** A template that the provider has approved; `fields` says which part of the notice stands in which of its places. */
export interface GatewayTemplate {
  readonly id: string;
  /** Provider's field → `title`, `body`, or the name of one of the notice's parameters. */
  readonly fields: Readonly<Record<string, string>>;
}
/** By kind of notice; `*` stands for every kind that is not named. */
export type GatewayTemplates = Readonly<Record<string, GatewayTemplate>>;
export const templateFor = (all: GatewayTemplates, kind: string): GatewayTemplate | null =>
  all[kind] ?? all['*'] ?? null;

export function filled(template: GatewayTemplate, m: Message): Record<string, string> {
  const part = (name: string) => (name === 'title' ? m.title : name === 'body' ? m.body : (m.params[name] ?? ''));
  return Object.fromEntries(Object.entries(template.fields).map(([field, name]) => [field, part(name)]));
}
