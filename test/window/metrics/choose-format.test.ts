// Which format a scraper gets.

import { expect } from 'chai';
import { chooseFormat } from '../../../src/window/metrics/choose-format.ts';

const prometheus2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,' +
  'text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,' +
  'application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,' +
  'text/plain;version=0.0.4;q=0.2,*/*;q=0.1';

const cases: readonly [accept: string | undefined, format: string][] = [
  [undefined, 'prometheus'],
  ['', 'prometheus'],
  ['*/*', 'prometheus'],
  ['text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
  ['application/json', 'prometheus'],
  ['text/plain', 'prometheus'],
  ['text/plain;version=0.0.4', 'prometheus'],
  ['application/openmetrics-text', 'openmetrics'],
  ['application/openmetrics-text; version=1.0.0; charset=utf-8', 'openmetrics'],
  ['application/openmetrics-text; version="1.0.0"', 'openmetrics'],
  ['APPLICATION/OpenMetrics-Text;Version=1.0.0', 'openmetrics'],
  ['application/openmetrics-text;version=0.0.1', 'prometheus'],
  ['application/openmetrics-text;version=2.0.0,text/plain;q=0.1', 'prometheus'],
  [prometheus2, 'openmetrics'],
  [prometheus3, 'openmetrics'],
  ['application/openmetrics-text;q=0.3,text/plain;q=0.5', 'prometheus'],
  ['text/plain;q=0.5,application/openmetrics-text;q=0.501', 'openmetrics'],
  ['text/plain,application/openmetrics-text', 'prometheus'],
  ['application/openmetrics-text,text/plain', 'openmetrics'],
  ['application/openmetrics-text;q=0', 'prometheus'],
  ['application/openmetrics-text;q=2', 'prometheus'],
  ['application/openmetrics-text;q=', 'prometheus'],
  [`${'text/html,'.repeat(10_000)}application/openmetrics-text`, 'prometheus'],
  [';;;,=,q=1', 'prometheus'],
  ['text/plain;q=0,*/*', 'openmetrics'],
  ['*/*,text/plain;q=0', 'openmetrics'],
  ['*/*,text/*;q=0.5', 'openmetrics'],
  ['application/openmetrics-text;q=0,*/*', 'prometheus'],
  ['application/openmetrics-text;q=0.3,*/*;q=0.9', 'prometheus'],
  ['*/*;q=0.1,application/openmetrics-text;q=0.1', 'openmetrics'],
  ['text/*,application/*', 'prometheus'],
  ['application/*,text/*', 'openmetrics'],
  ['text/plain;version=0.0.4;q=0.2,text/plain;q=0.9,application/openmetrics-text;q=0.5', 'openmetrics'],
  ['*/*;q=0', 'prometheus'],
];

describe('chooseFormat', () => {
  for (const [accept, format] of cases)
    it(`gives ${format} to ${accept === undefined ? 'no Accept' : JSON.stringify(accept.slice(0, 80))}`, () => {
      expect(chooseFormat(accept)).to.equal(format);
    });
});
