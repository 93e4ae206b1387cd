/** The table that visits are judged by: the very file that the server reads (backend/verdicts/rule_table.json). Pure. */
import written from '../../../backend/verdicts/rule_table.json';
import type { RuleTable } from './verdict';

export const RULE_TABLE = written as RuleTable;
