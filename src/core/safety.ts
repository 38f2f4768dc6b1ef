/**
 * How far a pentest may go. `read-only`: safe methods and logins. `writes`: objects of its own. `disruptive`: races,
 * floods, lockouts.
 */
export const safetyLevels = ['read-only', 'writes', 'disruptive'] as const;
export type Safety = (typeof safetyLevels)[number];
