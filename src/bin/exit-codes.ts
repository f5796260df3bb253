// What the process's exit code says, after sysexits.h, so that a service manager can tell the cases apart.

export const ExitCode = {
  ok: 0,
  /** `status`, `reload`: no daemon answers (as init scripts say it). */
  notRunning: 3,
  /** `status`: it serves, and some targets are down. */
  targetsDown: 10,
  /** `status`: it serves, and a name has no address left. */
  namesEmpty: 11,
  /** `status`: it runs, and has no zone to serve. */
  noZone: 12,
  /** EX_USAGE: there is no such command. */
  usage: 64,
  /** EX_NOHOST: `discover`: the name servers say that there is no such service. */
  noSuchService: 68,
  /** EX_UNAVAILABLE: an address to listen on cannot be had. */
  unavailable: 69,
  /** EX_SOFTWARE: a bug; the log says where. */
  software: 70,
  /** EX_CANTCREAT: `keygen` cannot write its file. */
  cannotCreate: 73,
  /** EX_TEMPFAIL: `discover`: the name servers did not tell. */
  lookupFailed: 75,
  /** EX_CONFIG: starting again will not help before the configuration is mended. */
  config: 78,
} as const;
