// How long something lasts, in words, and the names of months, the same on the server and in the browser. Refuses to know what lasts.

const minute = 60;
const hour = 3600;
const day = 86_400;

/** `45 s`, `15 min`, `3 h 20 min`, `2 d 4 h`, `40 d`: two units at most, rounded down. */
export function printSpan(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min`;
  if (whole < day) return twoUnits(Math.floor(whole / hour), 'h', Math.floor((whole % hour) / minute), 'min');
  const days = Math.floor(whole / day);
  return days < 30 ? twoUnits(days, 'd', Math.floor((whole % day) / hour), 'h') : `${days} d`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

export const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
