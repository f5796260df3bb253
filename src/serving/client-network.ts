// Who counts as one client when places are shared out: an IPv4 address, or an IPv6 /64. A single host commonly has a whole
// /64 to itself and could otherwise be as many clients as it likes; larger blocks are often many customers'.

const groupsOfNetwork = 4;
const groupsOfAddress = 8;

/** `address` as the kernel prints it. Sockets for both families print IPv4 as `::ffff:192.0.2.1`. */
export function clientNetwork(address: string): string {
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = [], tail] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = tail === undefined ? 0 : groupsOfAddress - head.length - tail.length;
  const groups = [...head, ...new Array<string>(zeros).fill('0'), ...(tail ?? [])];
  return `${groups.slice(0, groupsOfNetwork).join(':')}::/64`;
}
