// The zones beside the main one of a whole domain: children, a
// grandchild, one elsewhere, and one that is redirected as a whole.

export const mainZone = 'whole.test';

/** Adds records of an owner and a type. */
export type Add = (owner: string, type: string, ...datas: string[]) => void;

function childZone(add: Add): string {
  add('@', 'SOA', 'ns hostmaster 7 7200 900 1209600 86400');
  add('@', 'NS', 'ns', 'ns1.whole.test.');
  add('@', 'TXT', '"the apex of a child"');
  add('ns', 'A', '192.0.2.40');
  add('ns', 'AAAA', '2001:db8::40');
  add('www', 'A', '192.0.2.41');
  add('alias', 'CNAME', 'www.whole.test.');
  add('inside', 'CNAME', 'www');
  add('*.wild', 'A', '192.0.2.42');
  add('grand', 'NS', 'ns.grand');
  add('ns.grand', 'A', '192.0.2.43');
  add('up', 'DNAME', 'whole.test.');
  return `child.${mainZone}`;
}

function bareChild(add: Add): string {
  add('@', 'SOA', 'ns1.whole.test. hostmaster 8 7200 900 1209600 60');
  add('@', 'NS', 'ns1.whole.test.');
  add('www', 'A', '192.0.2.45');
  add('a.ent', 'A', '192.0.2.46');
  add('*', 'TXT', '"whatever is absent"');
  add('*', 'MX', '1 www');
  return `bare-child.${mainZone}`;
}

function grandChild(add: Add): string {
  add('@', 'SOA', 'ns hostmaster 9 7200 900 1209600 60');
  add('@', 'NS', 'ns');
  add('@', 'A', '192.0.2.47');
  add('ns', 'A', '192.0.2.43');
  return `grand.child.${mainZone}`;
}

function sisterZone(add: Add): string {
  add('@', 'SOA', 'ns.elsewhere.example. hostmaster 10 7200 900 1209600 3600');
  add('@', 'NS', 'ns.elsewhere.example.', 'ns1.whole.test.');
  add('www', 'A', '198.51.100.1');
  add('back', 'CNAME', 'www.whole.test.');
  add('round', 'CNAME', 'to-sister-and-back.whole.test.');
  add('*.wild', 'CNAME', 'www.whole.test.');
  return 'sister.test';
}

/** Redirected as a whole. */
function movedZone(add: Add): string {
  add('@', 'SOA', 'ns.elsewhere.example. hostmaster 11 7200 900 1209600 3600');
  add('@', 'NS', 'ns.elsewhere.example.');
  add('@', 'DNAME', 'whole.test.');
  add('@', 'TXT', '"moved"');
  add('@', 'MX', '0 .');
  return 'moved.test';
}

/** Each adds its records and returns its apex. */
export const smallerZones: readonly ((add: Add) => string)[] = [
  childZone,
  bareChild,
  grandChild,
  sisterZone,
  movedZone,
];
