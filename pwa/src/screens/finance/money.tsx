/** Finance's pages of settlements and payments, by their paths; they come together, when the first of them is opened. */
import { Coming } from './coming';
import { ComingOf } from './coming-of';
import { Outgoing } from './outgoing';
import { Posting } from './posting';
import { SettlementPage } from './settlement-page';
import { Settlements } from './settlements';
import '../../style/ledger.css';
import '../../style/settling.css';

export default function Money({ path }: { path: string }) {
  const [, place, one, provider] = path.split('/');
  if (place === 'outgoing') return <Outgoing />;
  if (place === 'posting') return <Posting />;
  if (one === undefined) return <Settlements />;
  if (one !== 'coming') return <SettlementPage key={one} id={one} />;
  return provider ? <ComingOf key={provider} provider={provider} /> : <Coming />;
}
