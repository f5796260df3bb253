// SIGUSR1 makes Node open its inspector on a port of loopback, where every local user may run code in this process. A
// signal that tells other daemons to open their logs again must not do that: imported first, before anything can be slow.

process.on('SIGUSR1', () => undefined);
