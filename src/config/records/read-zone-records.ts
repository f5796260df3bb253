// All records of a zone: those of a master file and those of the configuration, merged, with everything that is wrong about
// them together. Refuses to know which setting names the file.

import { quote } from '../../base/quote.ts';
import type { FileSource } from '../../zone/master-file/file-source.ts';
import type { MasterFile } from '../../zone/master-file/master-file.ts';
import { readMasterFile } from '../../zone/master-file/read-master-file.ts';
import type { Findings } from '../findings/finding.ts';
import { recordTtlSeconds } from '../names/read-records.ts';
import type { Names, WrittenNames } from '../names/written-names.ts';
import type { ZoneSet } from '../names/zone-set.ts';
import { checkBindings } from './check-bindings.ts';
import { checkBoundaries } from './check-boundaries.ts';
import { checkNodes } from './check-nodes.ts';
import { checkHosts, checkNameServers, checkTargets, type OtherZones } from './check-targets.ts';
import { foldAddresses } from './fold-addresses.ts';
import { mergeRecords } from './merge-records.ts';
import { type FileApex, findNameServers, type NameServerSetting, readApex } from './read-apex.ts';
import { ZoneView } from './zone-view.ts';

export interface ZoneSources extends OtherZones {
  /** Of the setting that names the master file, for findings. */
  readonly path: string;
  readonly ns: NameServerSetting;
  readonly zones: ZoneSet;
  readonly masterFile: string | undefined;
  /** Where its octets and those of what it includes come from. */
  readonly files: FileSource;
  readonly names: WrittenNames;
}

/** What is in a zone, and what the master file says about it as a whole. */
export interface ZoneRecords extends FileApex {
  readonly names: Names;
}

export function readZoneRecords(sources: ZoneSources, findings: Findings): ZoneRecords {
  const { path, ns, zones, masterFile, names } = sources;
  const apex = zones.hosted;
  const file = masterFile === undefined ? undefined : readFile(masterFile, sources, findings);
  const records = mergeRecords(file?.records ?? new Map(), names.records);
  const view = new ZoneView({ apex, path }, names, records, file);
  // Without the file, whatever seems to be missing may be in it.
  const isWhole = masterFile === undefined || file !== undefined;
  checkBindings(view, findings);
  checkNodes(view, zones.longest ?? apex, findings);
  checkBoundaries(view, findings);
  checkTargets(view, findings);
  if (isWhole) checkHosts(view, names.hosts, zones, findings);
  const folded = foldAddresses(names, records, apex);
  if (isWhole) checkNameServers(view, findNameServers(path, ns, file), sources, findings);
  const ofFile =
    file === undefined ? {} : readApex({ path, ns, file, resolutions: folded.resolutions }, findings);
  return { names: { ...folded, services: names.services, bindings: names.bindings }, ...ofFile };
}

function readFile(
  masterFile: string,
  { path, files, zones: { hosted, aliases } }: ZoneSources,
  findings: Findings,
): MasterFile | undefined {
  const read = readMasterFile(masterFile, {
    origin: hosted,
    aliasZones: aliases,
    defaultTtlSeconds: recordTtlSeconds,
    files,
  });
  const { remarks, problems } = read.ok
    ? { remarks: read.value.remarks, problems: [] }
    : { remarks: [], problems: read.problem };
  for (const { place, message, isWholeFile } of problems) {
    // Of a file that is missing, or no zone at all, the line to mend is the one that names it.
    if (isWholeFile) findings.error(path, `${quote(masterFile)} ${message}`);
    else findings.error(path, message, place);
  }
  for (const { place, message } of remarks) findings.warn(path, message, place);
  return read.ok ? read.value : undefined;
}
