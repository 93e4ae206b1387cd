/** Mandates, seen from both ends: who acts for a client, and for whom a relative acts. */
import { session } from '../../session';
import '../../style/mandates.css';
import { ACT_FOR_ANOTHER, ActForAnother } from './act-for-another';
import { ActingFor } from './acting-for';
import { GiveMandate } from './give-mandate';
import { WhoActs } from './who-acts';

/** `/act/CODE` is where the picture of a code leads; `/mandates/CLIENT` is a client's own page. */
export default function MandateScreens({ path }: { path: string }) {
  const isRelative = session.value?.role === 'relative';
  if (path === ACT_FOR_ANOTHER) return <ActForAnother />;
  const [place, id, what] = path.split('/').slice(1);
  if (place === 'act' || isRelative) return <ActingFor key={path} code={codeIn(path)} />;
  const own = session.value?.clients.find((client) => client.id === id) ?? session.value?.clients[0];
  if (!own) return <ActingFor code="" />;
  return what === 'new' ? <GiveMandate client={own.id} /> : <WhoActs client={own.id} />;
}

function codeIn(path: string): string {
  return /^\/act\/([^/]{1,60})$/.exec(path)?.[1] ?? '';
}
