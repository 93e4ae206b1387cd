/** One version on its way in: what is typed, kept in this tab until the server has it, and where it stands. */
import { useState } from 'preact/hooks';
import { ask } from '../../api/client';
import type { GeneralTerms, ServiceTerms } from '../../api/schema';
import { navigate } from '../../navigate';
import { dropDraft, keepDraft, keptDraft } from '../../parts/kept-draft';
import type { ReadPart } from './draft-terms';
import type { PartName } from './rulebook-reading';

interface Kept<Draft> {
  /** The version's id: sent twice, it is entered once. */
  id: string;
  draft: Draft;
}

export interface Entering<Draft> {
  draft: Draft;
  change: (patch: Partial<Draft>) => void;
  /** Whether she has come back to what she was typing before. */
  isKept: boolean;
  /** Throw away what was typed and begin from the version in force again. */
  beginAnew: () => void;
  isBusy: boolean;
  failure: unknown;
  enter: (read: ReadPart<ServiceTerms | GeneralTerms>) => Promise<void>;
}

export function useEntering<Draft>(part: PartName, begin: () => Draft): Entering<Draft> {
  const name = `rulebook.${part}`;
  const [kept, setKept] = useState<Kept<Draft>>(() => keptDraft<Kept<Draft>>(name) ?? fresh(begin));
  const [isKept, setIsKept] = useState(() => keptDraft(name) !== null);
  const [isBusy, setBusy] = useState(false);
  const [failure, fail] = useState<unknown>(null);
  return {
    draft: kept.draft,
    change: (patch) => {
      const next = { ...kept, draft: { ...kept.draft, ...patch } };
      setKept(next);
      keepDraft(name, next);
    },
    isKept,
    beginAnew: () => {
      dropDraft(name);
      setKept(fresh(begin));
      setIsKept(false);
    },
    isBusy,
    failure,
    enter: async ({ terms, ...days }) => {
      setBusy(true);
      fail(null);
      try {
        const service = part === 'general' ? null : part;
        await ask('POST', '/api/rulebook/parts', { id: kept.id, service, ...days, terms });
        dropDraft(name);
        navigate(`/rulebook/${part}`);
      } catch (cause) {
        fail(cause);
        setBusy(false);
      }
    },
  };
}

function fresh<Draft>(begin: () => Draft): Kept<Draft> {
  return { id: crypto.randomUUID(), draft: begin() };
}
