/** The organiser's screens: her services, the rulebook in its versions, and what the providers have done in a month. */
import { Fetched } from '../../parts/fetched';
import { NewService } from './new-service';
import { NewVersion } from './new-version';
import { PartPage } from './part-page';
import { Providers } from './providers';
import { RulebookOverview } from './rulebook-overview';
import { ServiceList } from './service-list';
import { VersionPage } from './version-page';
import '../../style/organiser.css';

const ACCESSIBILITY = () => import('./accessibility-letters');
const VIEWINGS = () => import('./viewings');
const REMINDERS = () => import('./reminders');

export default function OrganiserScreens({ path }: { path: string }) {
  const [, place, part, version] = path.split('/');
  if (place === 'services' && part === 'new') return <NewService />;
  if (place === 'providers') return <Providers />;
  if (place === 'reminders') return <Fetched key="reminders" part={REMINDERS} given={{}} />;
  if (place === 'viewings') return <Fetched key="viewings" part={VIEWINGS} given={{}} />;
  if (place === 'accessibility-feedback') return <Fetched key="accessibility" part={ACCESSIBILITY} given={{}} />;
  if (place !== 'rulebook') return <ServiceList />;
  if (!part) return <RulebookOverview />;
  if (!version) return <PartPage key={part} part={part} />;
  if (version === 'new') return <NewVersion key={part} part={part} />;
  return <VersionPage key={version} part={part} version={version} />;
}
