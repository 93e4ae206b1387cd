/** What the phone knows at this moment, for the screens to show. Written only by the offline machinery. */
import { computed, signal } from '@preact/signals';
import type { ProblemDetails } from '../api/schema';
import type { OwnVisit } from './own-visit';
import type { KeptProvisions, OngoingVisit, UnreadEntry, VisitState } from './store';

/** `refused`: the server answers and will not talk with this phone; why is in `syncProblem`. It is asked again all the same. */
export type SyncState = 'idle' | 'sending' | 'offline' | 'sign-in-needed' | 'refused';

/** False until the phone's own store has been read for the first time. */
export const storeIsRead = signal(false);
/** Whose store could not be opened, and why; cleared to try again. */
export const storeFailure = signal<{ personId: string; cause: unknown } | null>(null);
export const syncState = signal<SyncState>('idle');
/** Why the server would not talk with this phone at all, when it says so. */
export const syncProblem = signal<ProblemDetails | null>(null);
/** Visits of which the server has not yet received something; what it refused is not counted. */
export const outboxCount = signal(0);
/** Records that wait and that this phone cannot read: taken in while it was locked, or under a PIN that was forgotten. */
export const unreadEntries = signal<UnreadEntry[]>([]);
/** What the server has told a phone whose session has ended: it is lost, or its owner's employment has ended. */
export const phoneStanding = signal<'lost' | 'ended' | null>(null);
/** When the oldest record that waits to be sent was made, in milliseconds; null when none waits. */
export const oldestWaiting = signal<number | null>(null);
/** How many unsent visits were lost with the phone's store, until she has been told. */
export const lostVisits = signal(0);
/** Whether the browser promised to keep the store; null until it has been asked. */
export const storageIsKept = signal<boolean | null>(null);
/** The visit going on now, if any. */
export const ongoing = signal<OngoingVisit | null>(null);
/** What was brought from the server for use without network. */
export const provisions = signal<KeptProvisions | null>(null);

/** The visits as they look with what waits, and those of them that are on their way now. */
export const keptVisits = signal<OwnVisit[]>([]);
export const onTheWay = signal<ReadonlySet<string>>(new Set());

/** One's own visits with the state each is in now, the latest first. */
export const visits = computed(() =>
  keptVisits.value.map((visit): OwnVisit & { state: VisitState } => ({
    ...visit,
    state: visit.state === 'on-this-phone' && onTheWay.value.has(visit.id) ? 'sending' : visit.state,
  })),
);
