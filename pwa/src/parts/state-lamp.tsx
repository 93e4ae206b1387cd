/** The state of a thing as a word with a shape; the colour only helps. */
import { type Key, t } from '../words';
import { Icon, type IconName } from './icon';

const LAMPS = {
  phone: { icon: 'phone', tone: 'plain' },
  sending: { icon: 'send', tone: 'plain' },
  received: { icon: 'check', tone: 'good' },
  settled: { icon: 'clock', tone: 'good' },
  paid: { icon: 'check', tone: 'good' },
  held: { icon: 'clock', tone: 'warn' },
  refused: { icon: 'stop', tone: 'refused' },
  review: { icon: 'eye', tone: 'warn' },
  withdrawn: { icon: 'close', tone: 'plain' },
  granted: { icon: 'voucher', tone: 'plain' },
  open: { icon: 'check', tone: 'good' },
  closed: { icon: 'close', tone: 'plain' },
  new: { icon: 'bell', tone: 'good' },
  live: { icon: 'check', tone: 'good' },
} as const satisfies Record<string, { icon: IconName; tone: string }>;

export type LampState = keyof typeof LAMPS;

export function StateLamp({ state }: { state: LampState }) {
  const { icon, tone } = LAMPS[state];
  return (
    <span class={`lamp lamp-${tone}`}>
      <Icon name={icon} />
      {t(`lamp.${state}` satisfies Key)}
    </span>
  );
}
