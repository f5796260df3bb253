// What `?` shows in `healthy-dns top`.

export const helpLines: readonly string[] = [
  't  n        targets, names',
  's           sort by the next column',
  '/           filter by any part of a name, target, address, state or reason',
  '            Enter keeps the filter, Escape drops it',
  'up down     the line before, the line after; also k and j',
  'PgUp PgDn   a page before, a page after; also the space bar',
  'Home End    the first line, the last line; also g and G',
  'q           leave; also Ctrl-C. Ctrl-Z stops it until "fg", Ctrl-L draws it anew',
  '',
  'UP          how many of its addresses are healthy',
  'LATENCY     of the last probe that succeeded; MEAN of all',
  'FOR         how long it has been in this state',
  '',
  'Any key goes back.',
];
