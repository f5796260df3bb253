// What the process's exit code says, after sysexits.h, so that a service manager can tell the cases apart.

export const ExitCode = {
  ok: 0,
  /** `status`, `reload`, `drain` and its like: no daemon answers (as init scripts say it). */
  notRunning: 3,
  /** `status`: it serves, and some targets are down, forced down or held down, or its own network is suspect. */
  targetsDown: 10,
  /** `status`: it serves, and a name has no address left. */
  namesEmpty: 11,
  /** `status`: it runs, and has no zone to serve. */
  noZone: 12,
  /** `drain`, `force`: refused, for a name would have no address left; `undrain`, `release`: something else holds it. */
  refused: 13,
  /** `drain --wait`: the drain ends, or has ended, before the answers with what was drained have run out. */
  drainEnded: 14,
  /** `status`: it serves the last good configuration, for the present one has errors. */
  lastGood: 15,
  /** `explain`: there is no such name. */
  noSuchName: 16,
  /** EX_USAGE: there is no such command. */
  usage: 64,
  /** EX_NOHOST: `discover`: the name servers say that there is no such service; `drain` and its like: nothing has it. */
  noSuchService: 68,
  /** EX_UNAVAILABLE: an address to listen on cannot be had, or there are too few file descriptors. */
  unavailable: 69,
  /** EX_SOFTWARE: a bug; the log says where. */
  software: 70,
  /** EX_CANTCREAT: `keygen` cannot write its file. */
  cannotCreate: 73,
  /** EX_TEMPFAIL: `discover`: the name servers did not tell. */
  lookupFailed: 75,
  /** EX_CONFIG: starting again will not help before the configuration is mended. */
  config: 78,
  /** 128 and the number of SIGINT: `drain --wait` was told to wait no longer. */
  interrupted: 130,
} as const;
