// The version of this program; a test compares it with package.json and debian/changelog.

export const version = '0.1.0';
