// Names for what the log has no entry for. They are an interface, as those of the log: receivers of JSON get them.

export const OwnEvent = {
  /** Left by the last run, and not seen by this one yet. Never told. */
  resumed: 'resumed',
  /** It was so when somebody looked, be it after a restart. */
  foundWell: 'found-well',
  foundWrong: 'found-wrong',
  /** It is no longer configured. */
  removed: 'removed',
  /** Nobody has seen it since a restart. */
  presumedOver: 'presumed-over',
} as const;
