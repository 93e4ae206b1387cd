/** Where a visit stands after its records: nothing is merged silently, of two truths a person chooses. Pure. */

/** One record of a visit, as far as it decides which one holds. */
export interface Version {
  id: string;
  act: 'recorded' | 'corrected' | 'withdrawn';
  /** The record that its author had before her; null for the visit's own recording. */
  seen: string | null;
}

export interface Standing {
  /** The record that holds. */
  record: string;
  state: 'recorded' | 'withdrawn';
  /** Whether two records that know nothing of each other say different things. */
  versionsDiffer: boolean;
}

/** Where a visit stands after its records, in the order they were received; the first is its recording. */
export function realised([first, ...later]: [Version, ...Version[]]): Standing {
  return later.reduce<Standing>(standsAfter, { record: first.id, state: 'recorded', versionsDiffer: false });
}

/** Where it stands after one more: a record holds when its author had seen the one that held before. */
export function standsAfter(standing: Standing, { id, act, seen }: Version): Standing {
  if (seen !== standing.record) return { ...standing, versionsDiffer: true };
  return { ...standing, record: id, state: act === 'withdrawn' ? 'withdrawn' : 'recorded' };
}
