// docs/metrics.md and what is exported are the same.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { allMetrics } from '../../../src/window/metrics/all-metrics.ts';

const docs = readFileSync(resolve(import.meta.dirname, '../../../../docs/metrics.md'), 'utf8');

describe('docs/metrics.md', () => {
  it('has a row for each metric, in the same words and the same order', () => {
    const rows = docs.split('\n').filter((line) => /^\| `(?:healthy_dns|process)_/.test(line));
    expect(rows).to.deep.equal(
      allMetrics.map(({ name, kind, labels, help }) => {
        const listed = labels.map((label) => `\`${label}\``).join(', ');
        return `| \`${name}\` | ${kind} | ${listed} | ${help} |`;
      }),
    );
  });
});
