/** Names for what the contract spells out, as the granter's screens speak of it. */
import type { DecisionSummary } from '../../api/schema';

export type PaperLanguage = DecisionSummary['language'];
export type Resolution = DecisionSummary['resolution'];
