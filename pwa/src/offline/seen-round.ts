/** The worker has looked at what has changed of her round: from now on it is told against this one. */
import { announce } from './changes';
import { ONLY, strictly } from './store';

/** Keep that the round was seen as it was shown; one that has come meanwhile is still to be looked at. */
export async function acknowledgeRound(worker: string, shown: string): Promise<void> {
  await strictly(
    ['provisions'],
    async (transaction) => {
      const shelf = transaction.objectStore('provisions');
      const kept = await shelf.get(ONLY);
      if (!kept?.round || kept.round.broughtAt !== shown) return;
      const { visits, lastDay } = kept.round;
      await shelf.put({ ...kept, round: { ...kept.round, seen: { visits, lastDay } } }, ONLY);
    },
    worker,
  );
  await announce();
}
