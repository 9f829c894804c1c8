/** @file Short forms of words in titles, as adverts write them. */

export const ABBREVIATIONS = new Map(
  Object.entries({
    Senior: 'Sr.', Junior: 'Jr.', Manager: 'Mgr', Assistant: 'Asst', Engineer: 'Eng', Technician: 'Tech', Supervisor: 'Supv',
    Representative: 'Rep', Coordinator: 'Coord', Director: 'Dir', Specialist: 'Spec', Administrator: 'Admin', Operations: 'Ops',
    Department: 'Dept', Account: 'Acct', Accounting: 'Acctg', Maintenance: 'Maint', Service: 'Svc', Services: 'Svcs',
    International: 'Intl', Management: 'Mgmt', Laboratory: 'Lab', Associate: 'Assoc', Professor: 'Prof', Marketing: 'Mktg',
    Development: 'Dev', Developer: 'Dev', Production: 'Prod', Electrical: 'Elec', Equipment: 'Equip', Superintendent: 'Supt',
    Sergeant: 'Sgt', Captain: 'Capt', Lieutenant: 'Lt', Certified: 'Cert', Executive: 'Exec', Government: 'Govt', Mechanical: 'Mech',
    Instructor: 'Instr', Inspector: 'Insp', Distribution: 'Distn', Manufacturing: 'Mfg', Engineering: 'Engg', Secretary: 'Sec',
    Information: 'Info', University: 'Univ', Veterinary: 'Vet', Therapist: 'Ther', Operator: 'Op', Architect: 'Arch',
  }),
); // prettier-ignore
