/** The worker's screens: which one a path shows. A visit that goes on is never covered by an update of the app. */
import { useEffect } from 'preact/hooks';
import { ongoing, phoneStanding, storeIsRead } from '../../offline/signals';
import { lockState } from '../../offline/vault';
import { Busy } from '../../parts/busy';
import { type Fetch, Fetched } from '../../parts/fetched';
import { inTheMiddle } from '../../update';
import { t } from '../../words';
import '../../style/worker.css';
import { Home } from './home';

/** Screens that are not needed first; they lie in store on the phone and open without network all the same. */
const LATER: Record<string, Fetch<{ reference: string }>> = {
  scan: () => import('./scan'),
  today: () => import('./today'),
  v: () => import('./voucher'),
  voucher: () => import('./voucher'),
  visit: () => import('./visit'),
  past: () => import('./past'),
  otherwise: () => import('./otherwise'),
  visits: () => import('./recorded'),
  correct: () => import('./correct'),
  phone: () => import('./this-phone'),
  lock: () => import('./lock'),
  rescue: () => import('./rescue'),
  take: () => import('./take-in'),
  sealed: () => import('./sealed-visit'),
};
/** Where something is being written. */
const FILLED_IN = ['past', 'correct', 'sealed', 'lock'];
const UNLOCK = () => import('./unlock');
const STOPPED = () => import('./stopped-phone');
/** What a phone still does that the office has told to be lost, or whose owner works no more. */
const WHILE_STOPPED = ['sealed', 'rescue'];
/** What a locked phone still does: it takes visits in and gives them away, and reads nothing. */
const WHILE_LOCKED = ['sealed', 'rescue', 'take'];

/** Where one usually goes next: that screen is fetched while this one is looked at, so that a tap opens it at once. */
const NEXT: Record<string, string> = {
  '': 'scan',
  scan: 'voucher',
  v: 'visit',
  voucher: 'visit',
  visit: 'visits',
  visits: 'correct',
};
/** Once it is there, it follows the worker and sends her photos by itself. */
const toSendPhotos = () => import('../../offline/photos');
/** After the screen itself has been drawn, also on a slow phone. */
const PREPARE_AFTER_MS = 400;

export default function WorkerScreens({ path }: { path: string }) {
  const [, place = '', reference = ''] = path.split('/');
  const isFilledIn = ongoing.value !== null || FILLED_IN.includes(place);
  useEffect(() => {
    inTheMiddle.value = isFilledIn;
    return () => {
      inTheMiddle.value = false;
    };
  }, [isFilledIn]);
  useEffect(() => {
    const prepare = (): void => {
      for (const load of [LATER[NEXT[place.toLowerCase()] ?? ''], toSendPhotos]) load?.().catch(() => undefined);
    };
    const timer = setTimeout(prepare, PREPARE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [place]);
  if (!storeIsRead.value) return <Busy what={t('app.loading')} />;
  if (phoneStanding.value && !WHILE_STOPPED.includes(place)) {
    return <Fetched key="stopped" part={STOPPED} given={{}} />;
  }
  const isBarred = lockState.value === 'locked' && !WHILE_LOCKED.includes(place);
  if (isBarred) return <Fetched key="unlock" part={UNLOCK} given={{}} />;
  const load = LATER[place.toLowerCase()];
  if (load) return <Fetched key={path} part={load} given={{ reference }} />;
  return <Home />;
}
