// Goes on when all values are there: at once where nobody has to be waited for, so that what takes no promise makes none.

export function whenAll<Value, Next>(
  values: readonly (Value | Promise<Value>)[],
  goOn: (values: readonly Value[]) => Next,
): Next | Promise<Next> {
  const ready = values.filter((value): value is Value => !(value instanceof Promise));
  return ready.length === values.length ? goOn(ready) : Promise.all(values).then(goOn);
}
