/** @file Levels and areas in the order in which they are shown. */

/** From the first job to the last. */
export const LEVELS: readonly string[] = [
  ...['Student', 'Junior Specialist', 'Assistant', 'Specialist', 'Senior Specialist'],
  ...['Manager', 'Director', 'VP', 'C-Level', 'Founder/Owner'],
];

export const AREAS: readonly string[] = [
  ...[
    'Finance',
    'Engineering',
    'IT',
    'Healthcare',
    'Marketing',
    'Education',
    'Human Resources',
    'Operations',
  ],
  ...[
    'Legal',
    'Customer Support',
    'Administration',
    'Design',
    'Construction',
    'Real Estate',
    'Manufacturing',
  ],
  ...['Media', 'Science & Research', 'Consulting', 'Retail', 'Transportation', 'Hospitality & Tourism'],
  ...['Energy & Utilities', 'Agriculture & Forestry', 'Arts & Entertainment', 'Security', 'Public Relations'],
  ...['Government', 'Nonprofit'],
];
