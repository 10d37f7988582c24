/** The channels of a deployment, in the order in which a notice goes along them: what costs nothing first. */
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/ids.ts';
import type { Channel } from './channel.ts';
import { smsChannel, type SmsSettings } from './sms.ts';
import { webPushChannel, type WebPushSettings } from './web-push.ts';
import { wechatChannel, type WechatSettings } from './wechat-official.ts';
import { wecomChannel, type WecomSettings } from './wecom-webhook.ts';

/** Null: the deployment does not use it. */
export interface GatewaySettings {
  readonly wechat: WechatSettings | null;
  readonly webPush: WebPushSettings | null;
  readonly sms: SmsSettings | null;
  readonly wecom: WecomSettings | null;
}

export function channelsOf(settings: GatewaySettings, from: { clock: Clock; random: Random }): Channel[] {
  const channels = [
    settings.wechat && wechatChannel(settings.wechat, from.clock),
    settings.webPush && webPushChannel(settings.webPush, from.clock, from.random),
    settings.sms && smsChannel(settings.sms, from.clock),
    settings.wecom && wecomChannel(settings.wecom, from.clock),
  ];
  return channels.filter((c) => c !== null);
}
