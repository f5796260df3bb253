// The version of this program, as package.json and debian/changelog say it too (a test compares the three).

export const version = '0.1.0';
