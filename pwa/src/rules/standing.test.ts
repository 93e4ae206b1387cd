import { expect, test } from 'vitest';
import cases from '../../../tests/vectors/realised.json';
import { inCamelCase } from './cases';
import { realised, type Standing, type Version } from './standing';

interface Case extends Standing {
  versions: [Version, ...Version[]];
}

test.each(inCamelCase<(Case & { case: string })[]>(cases))('$case', ({ versions, record, state, versionsDiffer }) => {
  expect(realised(versions)).toEqual({ record, state, versionsDiffer });
});
