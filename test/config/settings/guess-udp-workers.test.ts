// How many threads a start begins before it has read its configuration.

import { expect } from 'chai';
import { defaultUdpWorkers, guessUdpWorkers } from '../../../src/config/settings/guess-udp-workers.ts';

const usual = defaultUdpWorkers();

describe('the guessed number of UDP workers', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['is the usual one without variables', {}, usual],
    ['is the one that is asked for', { HEALTHY_DNS_UDP_WORKERS: '1' }, 1],
    ['is never more than usual', { HEALTHY_DNS_UDP_WORKERS: '64' }, usual],
    ['is 0 where none is wanted', { HEALTHY_DNS_UDP_WORKERS: '0' }, 0],
    ['is 0 for the dgram engine', { HEALTHY_DNS_UDP_ENGINE: 'dgram' }, 0],
    ['is the usual one where the variable makes no sense', { HEALTHY_DNS_UDP_WORKERS: 'four' }, usual],
    ['is the usual one where the variable is negative', { HEALTHY_DNS_UDP_WORKERS: '-1' }, usual],
    ['is the usual one where the variable is empty', { HEALTHY_DNS_UDP_WORKERS: '' }, usual],
  ];
  for (const [title, environment, count] of cases) {
    it(title, () => {
      expect(guessUdpWorkers(environment)).to.equal(count);
    });
  }
});
