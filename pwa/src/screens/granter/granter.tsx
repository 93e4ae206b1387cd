/** The case manager's places: her clients, one client, a decision being made or already made, a voucher by its number. */
import '../../style/ledger.css';
import '../../style/granter.css';
import { Fetched } from '../../parts/fetched';
import { ClientPage } from './client-page';
import { DecidedPage } from './decided-page';
import { Home } from './home';
import { NewDecision } from './new-decision';
import { VoucherPage } from './voucher-page';

const GRAVE_FEEDBACK = () => import('./grave-feedback');
const DOOR = () => import('./door');

export default function GranterScreens({ path }: { path: string }) {
  const [place, id, what, of] = path.split('/').slice(1);
  if (place === 'grave-feedback') return <Fetched part={GRAVE_FEEDBACK} given={{}} />;
  if (place === 'vouchers' && id) return <VoucherPage key={id} number={id} />;
  if (place !== 'clients' || !id) return <Home />;
  if (what === 'door') return <Fetched part={DOOR} given={{ client: id }} />;
  if (what === 'decision') return <NewDecision key={path} client={id} replaces={of ?? null} />;
  if (what === 'decisions' && of) return <DecidedPage key={of} client={id} decision={of} />;
  return <ClientPage key={id} client={id} />;
}
