// What fstrm_capture (fstrm-bin) and dnstap-read (bind9-dnsutils) make of it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.ts';
import { DnstapOutput } from '../../../src/query-log/dnstap/dnstap-output.ts';
import { Fate, type LogRecord } from '../../../src/serving/query-log/log-record.ts';
import { makeQuery } from '../../support/dns/dns-client.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { runProgram } from '../../support/run-program.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { makeRecord } from '../make-record.ts';
import { createToldOutput } from '../told-output.ts';

const encoder = new TextEncoder();
const source = { identity: encoder.encode('ns1'), version: encoder.encode('healthy-dns 1') };

describe('dnstap', () => {
  const atEnd = runAfterEach();

  /** What dnstap-read prints of these, as fstrm_capture has written them. */
  async function capture(records: readonly LogRecord[], words: readonly string[] = []): Promise<string> {
    const directory = makeTemporaryDirectory();
    const [socket, file] = [join(directory, 's'), join(directory, 'f')];
    const collector = spawn('fstrm_capture', ['-t', 'protobuf:dnstap.Dnstap', '-u', socket, '-w', file], {
      stdio: 'ignore',
    });
    atEnd(() => collector.kill('SIGKILL'));
    const ended = once(collector, 'exit');
    await until('it listens', () => existsSync(socket));
    const told = createToldOutput();
    const output = new DnstapOutput({ path: socket, source, clock: systemClock, told });
    for (const record of records) output.take(record);
    output.flush();
    await until('they are sent', () => told.counts.written === records.length);
    await output.close();
    collector.kill('SIGTERM');
    await ended;
    const read = await runProgram('dnstap-read', [...words, file]);
    expect([read.code, read.errors]).to.deep.equal([0, '']);
    return read.output;
  }

  it('is read line by line', async () => {
    const v6 = Uint8Array.from(Buffer.from('20010db8000000000000000000000001', 'hex'));
    const asked = { address: Uint8Array.of(192, 0, 2, 53), port: 53 };
    const update = new Uint8Array(makeQuery('example.test', { opcode: 5, type: 6 }));
    const output = await capture([
      makeRecord({ asked }),
      makeRecord({ transport: 'tcp', client: v6, asked: { address: v6, port: 53 } }),
      makeRecord({ transport: 'tcp', fate: Fate.transfer, reply: new Uint8Array(), replyOctets: 0 }),
      makeRecord({ query: update }),
    ]);
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^\S+ \S+ /, ''))).to.deep.equal([
      'AQ 192.0.2.1:5353 -> 192.0.2.53:53 UDP 34b www.example.test/IN/A',
      'AR 192.0.2.1:5353 <- 192.0.2.53:53 UDP 40b www.example.test/IN/A',
      'AQ 2001:db8::1:5353 -> 2001:db8::1:53 TCP 34b www.example.test/IN/A',
      'AR 2001:db8::1:5353 <- 2001:db8::1:53 TCP 40b www.example.test/IN/A',
      'AQ 192.0.2.1:5353 -> ? TCP 34b www.example.test/IN/A',
      'UQ 192.0.2.1:5353 -> ? UDP 30b example.test/IN/SOA',
      'UR 192.0.2.1:5353 <- ? UDP 36b example.test/IN/SOA',
    ]);
    expect(lines[0]).to.match(/^22-Nov-2026 12:00:00\.250 /);
  });

  it('is read as YAML, with who says so and when', async () => {
    const output = await capture([makeRecord()], ['-y']);
    for (const line of [
      'type: MESSAGE',
      'identity: ns1',
      'version: healthy-dns 1',
      '  type: AUTH_RESPONSE',
      '  query_time: !!timestamp 2026-11-22T12:00:00Z',
      '  response_time: !!timestamp 2026-11-22T12:00:00Z',
      '  socket_family: INET',
      '  socket_protocol: UDP',
      '  query_address: "192.0.2.1"',
      '  query_port: 5353',
      '    status: NXDOMAIN',
    ])
      expect(output.split('\n')).to.include(line);
  });

  it('has thousands of messages, and the longest', async () => {
    const records = Array.from({ length: 3000 }, () => makeRecord());
    const query = new Uint8Array(65_535);
    query.set(makeQuery('www.example.test'));
    records.push(makeRecord({ query, transport: 'tcp' }));
    const output = await capture(records);
    expect(output.trimEnd().split('\n')).to.have.length(6002);
  });
});
