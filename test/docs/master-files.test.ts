// docs/master-files.md: its examples are read without a problem, and its bounds are those of the code.

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../src/config/read-config.ts';
import { recordsMax } from '../../src/zone/master-file/add-record.ts';
import { zoneOctetsMax } from '../../src/zone/master-file/file-source.ts';
import { stepsMax } from '../../src/zone/master-file/generate.ts';
import { depthMax, filesMax } from '../../src/zone/master-file/open-files.ts';
import { rrsetOctetsMax, typesPerNameMax } from '../../src/zone/master-file/record-collector.ts';
import { printRecords, readSound } from '../support/dns/master-text.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../../docs/master-files.md'), 'utf8');
const examples = [...text.matchAll(/```zone\n([\s\S]*?)```/g)].map(([, example = '']) => example);

describe('docs/master-files.md', () => {
  it('has two examples that are read without a remark', () => {
    const files = examples.map((example) => readSound(example));
    expect(files.map(({ remarks }) => remarks)).to.deep.equal([[], []]);
    expect(files.map((file) => printRecords(file).length)).to.deep.equal([8, 36]);
    expect(files[0]?.nameServers).to.have.length(2);
  });

  it('has a configuration that serves the first of them', () => {
    const directory = makeTemporaryDirectory();
    const config = join(directory, 'healthy-dns.yaml');
    writeFileSync(config, /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    writeFileSync(join(directory, 'example.com.zone'), examples[0] ?? '');
    const read = readConfig({ config }, {});
    expect(read.ok && read.value.warnings).to.deep.equal([]);
    expect(read.ok && read.value.zones[0]?.timing.minimumSeconds).to.equal(300);
  });

  it('tells the bounds', () => {
    const [octets, records, steps, files, types, rrset] = text
      .slice(text.indexOf('| what | at most'))
      .split('\n')
      .slice(2, 8)
      .map((row) => row.split('|')[2]?.trim());
    expect(octets).to.equal(`${zoneOctetsMax / 2 ** 20} MiB`);
    expect(records).to.equal(recordsMax.toLocaleString('en'));
    expect(steps).to.equal(stepsMax.toLocaleString('en'));
    expect(files).to.equal(`${filesMax.toLocaleString('en')}, ${depthMax === 10 ? 'ten' : depthMax} deep`);
    expect(types).to.equal(String(typesPerNameMax));
    expect(rrset).to.equal(`${rrsetOctetsMax.toLocaleString('en')} octets`);
  });
});
