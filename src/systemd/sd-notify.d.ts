// The sd-notify package comes without types; this is what we use of it.

declare module 'sd-notify' {
  const addon: { sendState(state: string): void };
  export = addon;
}
