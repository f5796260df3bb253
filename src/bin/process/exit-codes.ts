// Exit codes, after sysexits.h, so that a service manager and scripts can tell the cases apart.

export const ExitCode = {
  ok: 0,
  /** `status`, `reload`, `drain` and the like: no daemon answers (as init scripts say it). */
  notRunning: 3,
  /** `check --probe`: some checks fail. `status`: it serves, and some targets are down, forced down or held down, or its own network is suspect. */
  targetsDown: 10,
  /** `status`: it serves, and a name has no healthy address left. */
  namesEmpty: 11,
  /** `status`: it runs without a zone to serve. */
  noZone: 12,
  /** `drain`, `force`: refused, as a name would have no address left; `undrain`, `release`: something else still holds; `acme`: the name is the configuration's; `notify-test`: not everybody took it. */
  refused: 13,
  /** `drain --wait`: the drain ends, or has ended, before the last answer with what was drained expires. */
  drainEnded: 14,
  /** `status`: it serves the last good configuration, because the current one has errors. */
  lastGood: 15,
  /** `explain`, `history`, `status`: there is no such name or target. `names`: none is meant. */
  noSuchName: 16,
  /** EX_USAGE: no such command, or its words are wrong. */
  usage: 64,
  /** EX_NOHOST: `discover`: name servers know no such service; `drain` and the like: nothing configured has it; `acme`: no zone of ours does. */
  noSuchService: 68,
  /** EX_UNAVAILABLE: an address to listen on is not available, or there are too few file descriptors. */
  unavailable: 69,
  /** EX_SOFTWARE: a bug; the log says where. */
  software: 70,
  /** EX_CANTCREAT: `keygen` cannot write its file. */
  cannotCreate: 73,
  /** EX_IOERR: standard output takes no more, as on a full disk. */
  lostOutput: 74,
  /** EX_TEMPFAIL: `discover`: name servers gave no answer. `acme --wait`: a secondary still lacks the text. */
  lookupFailed: 75,
  /** EX_CONFIG: starting again will not help until the configuration is fixed. */
  config: 78,
  /** 128 and the number of SIGINT: `drain --wait` was interrupted. */
  interrupted: 130,
} as const;
