// The sd-notify package has no types of its own; this is what we use of it.

declare module 'sd-notify' {
  const addon: { sendState(state: string): void };
  export = addon;
}
