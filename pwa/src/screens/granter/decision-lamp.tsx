/** Where a decision stands, as a word with a shape. */
import type { DecisionSummary } from '../../api/schema';
import { Icon, type IconName } from '../../parts/icon';
import { phrase } from '../../words/granter';

const LAMPS = {
  granted: { icon: 'check', tone: 'good' },
  partly: { icon: 'check', tone: 'warn' },
  rejected: { icon: 'stop', tone: 'refused' },
  raised: { icon: 'send', tone: 'good' },
  declined: { icon: 'warn', tone: 'warn' },
  replaced: { icon: 'sort', tone: 'plain' },
  undone: { icon: 'undo', tone: 'plain' },
} as const satisfies Record<string, { icon: IconName; tone: string }>;

export type DecisionState = keyof typeof LAMPS;

export function stateOf(decision: DecisionSummary, isReplaced: boolean): DecisionState {
  if (decision.undoneAt !== null) return 'undone';
  if (isReplaced) return 'replaced';
  if (decision.refusedOn !== null) return 'declined';
  return decision.about === 'value' ? 'raised' : decision.resolution;
}

export function DecisionLamp({ state }: { state: DecisionState }) {
  const { icon, tone } = LAMPS[state];
  return (
    <span class={`lamp lamp-${tone}`}>
      <Icon name={icon} />
      {phrase(`decisionState.${state}`)}
    </span>
  );
}
