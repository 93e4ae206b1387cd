import { expect, test } from 'vitest';
import finnish from '../words/fi.json';
import { LEFT_REASONS, reasonSaid } from './left-reason';

test('each known reason has its words, and what someone wrote stays as it was', () => {
  for (const reason of LEFT_REASONS) expect(Object.keys(finnish)).toContain(`tasks.${reason}`);
  expect(reasonSaid('Sauna oli kylmä')).toBe('Sauna oli kylmä');
});
