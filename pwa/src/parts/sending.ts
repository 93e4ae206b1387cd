/** One thing at a time is sent from a form: busy while it is under way, and why it did not go when it did not. */
import { useState } from 'preact/hooks';
import { Problem } from '../api/client';
import { sessionEnded } from '../session';

export interface Sending {
  busy: boolean;
  failure: unknown;
  /** Do the work; what it throws is shown, and true means that it was done. */
  send: (work: () => Promise<void>) => Promise<boolean>;
  /** What was wrong has been taken note of. */
  forget: () => void;
}

export function useSending(): Sending {
  const [state, setState] = useState<{ busy: boolean; failure: unknown }>({ busy: false, failure: null });
  const send = async (work: () => Promise<void>) => {
    setState({ busy: true, failure: null });
    try {
      await work();
      setState({ busy: false, failure: null });
      return true;
    } catch (failure) {
      setState({ busy: false, failure });
      if (failure instanceof Problem && failure.status === 401) sessionEnded();
      return false;
    }
  };
  return { ...state, send, forget: () => setState((before) => ({ ...before, failure: null })) };
}
