import { describe, expect, test } from 'vitest';
import { fqdn } from '../../../src/domain/name.ts';
import { readWhois } from '../../../src/registration/whois/read-whois.ts';

// Answers written for these tests in the shapes registries use. Names and people are nobody's.

const day = (ms: number | undefined): string => (ms === undefined ? '-' : new Date(ms).toISOString().slice(0, 10));

interface Expected {
  readonly registrar?: string;
  readonly statuses?: string;
  readonly servers?: string;
  readonly dates?: readonly [created: string, updated: string, expires: string];
}

const PROHIBITED = ['client', 'server'].flatMap((who) => [
  ...['Delete', 'Renew', 'Update', 'Transfer'].map((what) => `${who}${what}Prohibited`),
]);
const WITH_ADDRESSES = PROHIBITED.map((name) => `${name} https://icann.org/epp#${name}`).join(', ');

const rows: readonly (readonly [string, string, string, Expected])[] = [
  [
    'a history of changes: the first is the creation, the last the update, and those of people are theirs',
    'klant.co.il',
    `query: klant.co.il

domain: klant.co.il
nserver: ns1.oud.test
validity: 21-08-2027
status: Transfer Locked
changed: registrar AT registry.test 20010821 (Assigned)
changed: registrar AT registry.test 20031028 (Changed)
changed: registrar AT registry.test 20240126 (Changed)

person: Iemand
changed: registrar AT registry.test 20260101`,
    { statuses: 'clientTransferProhibited', servers: 'ns1.oud.test.', dates: ['2001-08-21', '2024-01-26', '2027-08-21'] },
  ],
  [
    'a history ends with another line',
    'klant.ar',
    'domain: klant.ar\nregistered: 1997-05-26 00:00:00\nchanged: 2018-05-19 12:18:44.32\nexpire: 2027-05-26 00:00:00\ncontact: 1\nchanged: 2019-03-21 20:38:40',
    { dates: ['1997-05-26', '2018-05-19', '2027-05-26'] },
  ],
  [
    'a status with the day it ends, a contact by its id, a registrar in a block of its own',
    'klant.ua',
    `domain: klant.ua
nserver: ns1.oud.test
status: OK-UNTIL 20270903121852
registrar: ua.voorbeeld
created: 2002-09-03 00:00:00+03

registrar: ua.voorbeeld
organization: Voorbeeld TOV
url: http://voorbeeld.test

contact-id: mm-1
status: linked
created: 2017-07-28 23:53:31+03`,
    { registrar: 'ua.voorbeeld/Voorbeeld TOV', statuses: 'ok', dates: ['2002-09-02', '-', '2027-09-03'] },
  ],
  [
    // .lv: one moment for names that are there and names that are not, seen 2026-11-22.
    'sections in brackets reach to the next bracket; what is dated in the server’s own is its database',
    'klant.lv',
    `[Domain]
Domain: klant.lv
Status: active

[Holder]
Type: Legal person
Name: Houder SIA

[Registrar]
Type: Legal person
Name: Voorbeeld Registrators SIA
[Nservers]
Nserver: ns1.oud.test
[Whois]
Updated: 2026-01-18T18:12:31+00:00`,
    { registrar: '/Voorbeeld Registrators SIA', statuses: 'ok', servers: 'ns1.oud.test.', dates: ['-', '-', '-'] },
  ],
  [
    'sections with asterisks',
    'klant.com.tr',
    `** Domain Name: klant.com.tr
** Registrar:
NIC Handle\t\t: vb1
Organization Name\t: Voorbeeld A.Ş.
Phone\t\t: 1

** Domain Servers:
ns1.oud.test 192.0.2.1
ns2.oud.test

** Additional Info:
Created on..............: 2000-Sep-18.
Expires on..............: 2027-Sep-17.`,
    { registrar: '/Voorbeeld A.Ş.', servers: 'ns1.oud.test. ns2.oud.test.', dates: ['2000-09-18', '-', '2027-09-17'] },
  ],
  [
    'who sold it is not the registrar, and "before" a month is no later than its first day',
    'klant.co.uk',
    `    Domain name:
        klant.co.uk

    Registered through:
        Wederverkoper Ltd
        URL: http://www.wederverkoper.test

    Registrar:
        Voorbeeld GmbH [Tag = VOORBEELD]

    Relevant dates:
        Registered on: before Aug-1996
        Expiry date:  20-Aug-2027

    Name servers:
        ns0.oud.test      192.0.2.1`,
    { registrar: 'VOORBEELD/Voorbeeld GmbH', servers: 'ns0.oud.test.', dates: ['1996-08-01', '-', '2027-08-20'] },
  ],
  [
    'terms of use with a word that reads like a heading; years of two digits',
    'klant.es',
    `    Queries cover a name and its
    domain.
    A maximum of 10 queries per minute can be made.

    Domain Name:                  klant.es
    Creation Date:                16/09/03
    Expiration Date:              16/09/27
       Name Server 1:                ns2.oud.test
       Name Server 2:                ns1.oud.test
       Name Server 3:`,
    { servers: 'ns2.oud.test. ns1.oud.test.', dates: ['2003-09-16', '-', '2027-09-16'] },
  ],
  [
    'a state above the name it belongs to, below the record of the ending',
    'klant.se',
    'domain: SE\nstatus: ACTIVE\ncreated: 1986-09-04\n\nstate: active\ndomain: klant.se\ncreated: 2003-08-27\nnserver: ns1.oud.test\nstatus: serverTransferProhibited\nregistrar: Voorbeeld AB',
    { registrar: '/Voorbeeld AB', statuses: 'ok serverTransferProhibited', dates: ['2003-08-27', '-', '-'] },
  ],
  [
    'two fields in a line',
    'klant.com.fj',
    'Domain name: klant.com.fj\tStatus: Active\nExpires:     28th April 2027\n\n  Domain servers:\n  NS1.OUD.TEST                 192.0.2.1',
    { statuses: 'ok', servers: 'ns1.oud.test.', dates: ['-', '-', '2027-04-28'] },
  ],
  [
    'locks in a script of their own',
    'klant.jp',
    '[Domain Name]                   KLANT.JP\n[Name Server]                   ns1.oud.test\n[状態]                          Active\n[ロック状態]                    DomainTransferLocked\n[ロック状態]                    AgentChangeLocked',
    { statuses: 'ok clientTransferProhibited' },
  ],
  [
    'accents on some letters only',
    'klant.com.ve',
    '   Nombre de Dominio: klant.com.ve\n   Fecha de Creacion: 2010-10-27 12:23:43\n   Ultima Actualización: 2024-11-17 20:35:01\n   Fecha de Vencimiento: 2027-10-27 12:23:43\n   Estatus del dominio: SUSPENDIDO',
    { statuses: 'serverHold', dates: ['2010-10-27', '2024-11-17', '2027-10-27'] },
  ],
  [
    'a registrar by its handle alone',
    'klant.no',
    'Domain Name................: klant.no\nRegistrar Handle...........: REG1-TEST\nName Server Handle.........: NS1H-TEST\n\nAdditional information:\nCreated:         2011-06-10',
    { registrar: 'REG1-TEST/REG1-TEST', servers: '', dates: ['2011-06-10', '-', '-'] },
  ],
  [
    'tags of YAML',
    'klant.notaires.fr',
    '--- !Domain\nname: klant.notaires.fr\ndomain: klant.notaires.fr\nstatus: ACTIVE\nregistrar: !Registrar\n  name: VOORBEELD\n  website: http://voorbeeld.test\ncreated: "2011-01-13T15:45:18+01:00"',
    { registrar: '/VOORBEELD', dates: ['2011-01-13', '-', '-'] },
  ],
  [
    'servers by name below their heading',
    'klant.tn',
    'Domain name.........: klant.tn\nCreation date.......: 07-01-1998 00:00:00 GMT+1\nRegistrar...........: Voorbeeld\n\nDNS servers\nName................: ns4.oud.test.\nName................: ns6.oud.test.',
    { servers: 'ns4.oud.test. ns6.oud.test.', registrar: '/Voorbeeld' },
  ],
  [
    'reserved for the one who has yet to activate it',
    'klant.dk',
    'Domain:               klant.dk\nDNS:                  klant.dk\nRegistered:           2026-11-17\nExpires:              2027-11-30\nVID:                  no\nStatus:               Reserved\nRegistrar:            Voorbeeld A/S\n\nNameservers\nHostname:             ns1.oud.test',
    { registrar: '/Voorbeeld A/S', statuses: 'serverHold', servers: 'ns1.oud.test.', dates: ['2026-11-17', '-', '2027-11-30'] },
  ],
  [
    'reserved, and yet somebody’s',
    'klant.uz',
    'Domain Name: KLANT.UZ\nRegistrar: VOORBEELD\nName Server: ns1.oud.test.\nStatus: RESERVED\nCreation Date: 01-May-2005',
    { registrar: '/VOORBEELD', statuses: '', servers: 'ns1.oud.test.', dates: ['2005-05-01', '-', '-'] },
  ],
  [
    'marked for deletion before it runs out',
    'klant.dk',
    'Domain:               klant.dk\nDNS:                  klant.dk\nRegistered:           1999-05-17\nExpires:              2028-06-30\nDelete date:          2026-12-14\nStatus:               Active\n\nNameservers\nHostname:             ns1.oud.test',
    { statuses: 'ok pendingDelete', dates: ['1999-05-17', '-', '2026-12-14'] },
  ],
  [
    'on its way out by the words of its registry; a day of deletion that is empty is none',
    'klant.ee',
    'Domain:\nname:       klant.ee\nstatus:     ok (paid and in zone)\nstatus:     serverForceDelete\nregistered: 2010-07-04 07:10:32 +03:00\nexpire:     2027-12-05\noutzone:\ndelete:\n\nRegistrar:\nname:       Voorbeeld',
    { registrar: '/Voorbeeld', statuses: 'ok pendingDelete', dates: ['2010-07-04', '-', '2027-12-05'] },
  ],
  [
    'a lock of the registry beside the status',
    'klant.fi',
    'domain.............: klant.fi\nstatus.............: Registered\ncreated............: 14.1.2007 00:00:00\nexpires............: 4.7.2027 10:15:55\nRegistryLock.......: locked\n\nNameservers\n\nnserver............: ns1.oud.test [OK]',
    { statuses: 'ok serverTransferProhibited serverUpdateProhibited', servers: 'ns1.oud.test.' },
  ],
  [
    '… with a hyphen',
    'klant.se',
    'state:            active\ndomain:           klant.se\ncreated:          1996-01-02\nexpires:          2027-12-30\nnserver:          ns1.oud.test\nregistry-lock:    locked\nstatus:           ok\nregistrar:        Voorbeeld AB',
    { registrar: '/Voorbeeld AB', statuses: 'ok serverTransferProhibited serverUpdateProhibited', servers: 'ns1.oud.test.' },
  ],
  [
    '… with a hyphen, that is not on',
    'klant.nu',
    'state:            active\ndomain:           klant.nu\ncreated:          1996-01-02\nregistry-lock:    unlocked\nstatus:           ok',
    { statuses: 'ok' },
  ],
  [
    '… that is not on',
    'klant.fi',
    'domain.............: klant.fi\nstatus.............: Registered\ncreated............: 14.1.2007 00:00:00\nRegistryLock.......: no',
    { statuses: 'ok' },
  ],
  [
    '… in two words',
    'klant.com.sg',
    'Domain Name: klant.com.sg\nCreation Date: 2002-07-05T09:42:32Z\nDomain Status: ok\nRegistry Lock: Yes\nName Server: ns1.oud.test',
    { statuses: 'ok serverTransferProhibited serverUpdateProhibited', servers: 'ns1.oud.test.' },
  ],
  [
    'a lock that is a yes',
    'klant.ug',
    'Domain name:        klant.ug\nStatus:             ACTIVE\nLocked:             Yes\nExpires On:         2027-11-01\nNameserver:         ns1.oud.test',
    { statuses: 'ok clientTransferProhibited', dates: ['-', '-', '2027-11-01'] },
  ],
  [
    '… of its status',
    'klant.ie',
    'Domain:                  klant.ie\nRegistration Date:       21-March-2002\nLocked status:           YES\nRenewal status:          Active\nNserver:                 ns1.oud.test',
    { statuses: 'clientTransferProhibited ok', dates: ['2002-03-21', '-', '-'] },
  ],
  [
    'a lock that is a no',
    'klant.ug',
    'Domain name:        klant.ug\nStatus:             ACTIVE\nLocked:             No\nExpires On:         2027-11-01',
    { statuses: 'ok' },
  ],
  [
    'a transfer under way, told beside the status',
    'klant.fr',
    'domain:                        klant.fr\nstatus:                        ACTIVE\npending:                       TRANSFER\nhold:                          NO\ncreated:                       2000-07-26T22:00:00Z',
    { statuses: 'ok pendingTransfer', dates: ['2000-07-26', '-', '-'] },
  ],
  [
    '… a change of holder that changes the registrar as well',
    'klant.fr',
    'domain:                        klant.fr\nstatus:                        ACTIVE\npending:                       TRADE\ncreated:                       2000-07-26T22:00:00Z',
    { statuses: 'ok pendingTransfer' },
  ],
  [
    '… a deletion',
    'klant.fr',
    'domain:                        klant.fr\nstatus:                        ACTIVE\npending:                       DELETE\ncreated:                       2000-07-26T22:00:00Z',
    { statuses: 'ok pendingDelete' },
  ],
  [
    'held, in a sentence of the registry',
    'klant.pl',
    'DOMAIN NAME:           klant.pl\nregistrant type:       organization\nnameservers:           ns1.oud.test. [192.0.2.1]\ncreated:               2010.03.01 10:00:00\nrenewal date:          2027.03.01 10:00:00\n\nDomain name klant.pl is undergoing proceeding\n\nREGISTRAR:\nVoorbeeld sp. z o.o.',
    { registrar: '/Voorbeeld sp. z o.o.', statuses: 'serverHold', servers: 'ns1.oud.test.', dates: ['2010-03-01', '-', '2027-03-01'] },
  ],
  [
    '… in place of the name, when what was paid for is over',
    'klant.pl',
    'Domain name klant.pl’s billing period had finished\ncreated:               2010.03.01 10:00:00\nexpiration date:       2026.11.01 10:00:00\n\nREGISTRAR:\nVoorbeeld sp. z o.o.',
    { registrar: '/Voorbeeld sp. z o.o.', statuses: 'serverHold', dates: ['2010-03-01', '-', '2026-11-01'] },
  ],
  [
    '… on its way out',
    'klant.pl',
    'Domain name klant.pl is to be released after termination\ncreated:               2010.03.01 10:00:00\n\nREGISTRAR:\nVoorbeeld sp. z o.o.',
    { statuses: 'pendingDelete' },
  ],
  [
    '… not yet anybody’s to move',
    'klant.pl',
    'Domain name klant.pl is awaiting registration\ncreated:               2026.11.01 10:00:00\n\nREGISTRAR:\nVoorbeeld sp. z o.o.',
    { statuses: 'pendingCreate' },
  ],
  [
    'the same words are no sentence of another registry',
    'klant.nl',
    'Domain name: klant.nl\nStatus:      active\n\nCreation Date: 1999-05-27\n\nA name that is undergoing proceeding is not shown.',
    { statuses: 'ok' },
  ],
  [
    'blocked, and yet somebody’s',
    'klant.fr',
    'domain:      klant.fr\nstatus:      BLOCKED\nregistrar:   VOORBEELD\ncreated:     09/02/2010',
    { registrar: '/VOORBEELD', statuses: 'serverHold', dates: ['2010-02-09', '-', '-'] },
  ],
  [
    'reserved by who holds it, without name servers',
    'klant.lu',
    'domainname:     klant.lu\ndomaintype:     RESERVED\nownertype:      ORGANISATION\norg-country:    LU\nregistrar-name:         Voorbeeld S.A.\nregistrar-country:      LU',
    { registrar: '/Voorbeeld S.A.', statuses: 'inactive', servers: '' },
  ],
  [
    '… with what its registrar does about it behind the word',
    'klant.lu',
    'domainname:     klant.lu\ndomaintype:     RESERVED (ON HOLD)\nownertype:      PRIVATE\nregistrar-name:         Voorbeeld S.A.',
    { registrar: '/Voorbeeld S.A.', statuses: 'clientHold' },
  ],
  [
    '… in quarantine',
    'klant.lu',
    'domainname:     klant.lu\ndomaintype:     RESERVED - PENDING_DELETE\nownertype:      PRIVATE\nregistrar-name:         Voorbeeld S.A.',
    { registrar: '/Voorbeeld S.A.', statuses: 'redemptionPeriod' },
  ],
  [
    '… with dates',
    'klant.pt',
    'Domain: klant.pt\nDomain Status: Reserved\nCreation Date: 07/05/2015 23:40:09\nExpiration Date: 06/05/2027 23:59:09\nOwner Name: ',
    { statuses: 'inactive', dates: ['2015-05-07', '-', '2027-05-06'] },
  ],
  [
    'withdrawn from who holds it',
    'klant.eu',
    '% WHOIS klant.eu\nDomain: klant.eu\nScript: LATIN\nStatus: WITHDRAWN\n\nRegistrar:\n        Name: Voorbeeld NV\n        Website: https://voorbeeld.test',
    { registrar: '/Voorbeeld NV', statuses: 'serverHold' },
  ],
  [
    'on hold, which there forbids a transfer and leaves it in the zone',
    'klant.eu',
    '% WHOIS klant.eu\nDomain: klant.eu\nScript: LATIN\nStatus: ON HOLD\n\nRegistrar:\n        Name: Voorbeeld NV\n\nName servers:\n        ns1.oud.test',
    { registrar: '/Voorbeeld NV', statuses: 'serverTransferProhibited', servers: 'ns1.oud.test.' },
  ],
  [
    'the registry’s lock as the status itself: it keeps from transfers and changes',
    'klant.rs',
    'Domain name: klant.rs\nDomain status: Registry lock https://www.rnids.test/status-codes\nRegistration date: 10.03.2008 12:31:19\nExpiration date: 10.03.2027 12:31:19\nRegistrar: Voorbeeld doo',
    { registrar: '/Voorbeeld doo', statuses: 'serverTransferProhibited serverUpdateProhibited', dates: ['2008-03-10', '-', '2027-03-10'] },
  ],
  [
    'frozen: it works, and nothing can be changed',
    'klant.fr',
    'domain:                        klant.fr\nstatus:                        FROZEN\nregistrar:                     VOORBEELD\ncreated:                       2000-07-26T22:00:00Z',
    { registrar: '/VOORBEELD', statuses: 'serverTransferProhibited serverUpdateProhibited' },
  ],
  [
    'what is locked, frozen or under way of a contact is not the domain’s',
    'klant.cz',
    'domain:       klant.cz\nregistrar:    REG-VOORBEELD\nregistered:   01.02.2003 04:05:06\nstatus:       Paid\n\ncontact:      KLANT\nname:         Klant\nstatus:       frozen\nlocked:       yes\npending:      DELETE',
    { registrar: '/REG-VOORBEELD', statuses: 'ok', dates: ['2003-02-01', '-', '-'] },
  ],
  [
    '… nor below the heading of one',
    'klant.com',
    'Domain Name: klant.com\nCreation Date: 2003-02-01\nRegistrar: Voorbeeld\nStatus: ok\n\nRegistrant:\n  Name: Klant\n  Locked: yes\n  Status: frozen',
    { registrar: '/Voorbeeld', statuses: 'ok' },
  ],
  [
    'the name without its ending, and only at the end the whole',
    'klant.nl',
    'Domain: klant\nStatus: Active\nCreated: 2001-02-03\nRegistrar: Voorbeeld\nName Server: ns1.oud.test\n\nQuery: klant.nl',
    { registrar: '/Voorbeeld', statuses: 'ok', servers: 'ns1.oud.test.', dates: ['2001-02-03', '-', '-'] },
  ],
  [
    'a lock in a sentence',
    'klant.com.tr',
    '** Domain Name: klant.com.tr\nDomain Status: Active\nFrozen Status: -\nTransfer Status: The domain is LOCKED to transfer.\n\n** Domain Servers:\nns1.oud.test\n\n** Additional Info:\nCreated on..............: 2001-Aug-23.',
    { statuses: 'ok clientTransferProhibited', servers: 'ns1.oud.test.' },
  ],
  [
    'a registrar of one word with its address below',
    'klant.nl',
    'Domain name: klant.nl\nStatus:      active\n\nRegistrar:\n   Voorbeeld\n   Straat 11E\n   1234AB STAD\n\nCreation Date: 1999-05-27',
    { registrar: '/Voorbeeld', statuses: 'ok' },
  ],
  [
    'held at the registry itself',
    'klant.co.uk',
    '    Domain name:\n        klant.co.uk\n\n    Registrar:\n        No registrar listed.  This domain is registered directly with the registry.\n\n    Relevant dates:\n        Registered on: before Aug-1996\n\n    Name servers:\n        ns1.oud.test',
    { registrar: '-', servers: 'ns1.oud.test.' },
  ],
  [
    'a word of the address that reads like a heading',
    'klant.com',
    'klant.com\nDomain Registrar : Voorbeeld Ltd\n\nRegistrant Contact Information :\n                        Domain\n                        Admin\n                        Voorbeeld Ltd\n\nName Server : ns1.oud.test\nCreation Date : 2010-01-02',
    { registrar: '/Voorbeeld Ltd', dates: ['2010-01-02', '-', '-'] },
  ],
  [
    'what is told of a name server is not the domain’s: below its heading',
    'klant.com',
    `Domain Name: klant.com
Registrar: Voorbeeld
Creation Date: 2001-02-03
Expiration Date: 2027-02-03
Status: clientTransferProhibited

Nameserver 1:
   Hostname: ns1.oud.test
   Status: serverHold
   Registrar: Ander
   Created: 1999-01-01

Nameserver 2:
   Hostname: ns2.oud.test
   Status: pendingDelete
   Expires: 2026-11-25`,
    { registrar: '/Voorbeeld', statuses: 'clientTransferProhibited', servers: 'ns1.oud.test. ns2.oud.test.', dates: ['2001-02-03', '-', '2027-02-03'] },
  ],
  [
    '… of brackets',
    'klant.com',
    'Domain Name: klant.com\nStatus: ok\n\n[Nameserver 1]\nhostname: ns1.oud.test\nstatus: inactive\ncreated: 2026-11-01\n[Nameserver 2]\nhostname: ns2.oud.test',
    { statuses: 'ok', servers: 'ns1.oud.test. ns2.oud.test.', dates: ['-', '-', '-'] },
  ],
  [
    'what stands flush below the servers is the domain’s again: below none, …',
    'klant.cc',
    '   Domain Name: KLANT.CC\n   Registrar: Voorbeeld\n   Name Server:\n   Status: clientTransferProhibited\n   Status: clientUpdateProhibited\n   Creation Date: 04-sep-2001',
    { registrar: '/Voorbeeld', statuses: 'clientTransferProhibited clientUpdateProhibited', servers: '', dates: ['2001-09-04', '-', '-'] },
  ],
  [
    '… a blank line apart, …',
    'klant.com',
    'Domain: klant.com\nRegistrar: Voorbeeld\n\nNameservers:\n\nStatus: serverTransferProhibited\nStatus: active\nCreated: 2001-02-03',
    { registrar: '/Voorbeeld', statuses: 'serverTransferProhibited ok', servers: '', dates: ['2001-02-03', '-', '-'] },
  ],
  [
    '… with the day of registration, …',
    'klant.nl',
    'Domain name: klant.nl\nStatus:      active\n\nRegistrar:\n   Voorbeeld\n\nDomain nameservers:\n\nCreation Date: 2001-02-03\n\nUpdated Date: 2026-11-01',
    { registrar: '/Voorbeeld', statuses: 'ok', servers: '', dates: ['2001-02-03', '2026-11-01', '-'] },
  ],
  [
    '… and directly below their heading without a colon',
    'klant.com',
    'Domain: klant.com\nRegistrar: Voorbeeld\n\nName Servers\nns1.oud.test\nns2.oud.test\nStatus: clientTransferProhibited\nCreated: 2001-02-03',
    { registrar: '/Voorbeeld', statuses: 'clientTransferProhibited', servers: 'ns1.oud.test. ns2.oud.test.', dates: ['2001-02-03', '-', '-'] },
  ],
  [
    'what is told of a name server is not the domain’s: in a block of its own',
    'klant.com',
    'Domain Name: klant.com\nCreation Date: 2001-02-03\nStatus: clientTransferProhibited\n\nhost: ns1.oud.test\nstatus: serverHold\ncreated: 2020-01-01\n\nhost: ns2.oud.test\nstatus: linked',
    { statuses: 'clientTransferProhibited', dates: ['2001-02-03', '-', '-'] },
  ],
  [
    'statuses that stand in one value',
    'klant.com',
    'Domain Name: klant.com\nRegistrar: Voorbeeld\nStatus: ok clientTransferProhibited\nStatus: ACTIVE clientUpdateProhibited serverHold\nStatus: clientDeleteProhibited/clientRenewProhibited',
    { statuses: 'ok clientTransferProhibited clientUpdateProhibited serverHold clientDeleteProhibited clientRenewProhibited' },
  ],
  [
    '… all of them, each with its address',
    'klant.com',
    `Domain Name: klant.com\nRegistrar: Voorbeeld\nDomain Status: ${WITH_ADDRESSES}`,
    { statuses: PROHIBITED.join(' ') },
  ],
  [
    'a status by its address alone',
    'klant.com',
    'Domain Name: klant.com\nRegistrar: Voorbeeld\nDomain Status: https://icann.org/epp#clientTransferProhibited',
    { statuses: 'clientTransferProhibited' },
  ],
  [
    'words that are one status together, and one that is none',
    'klant.nl',
    'Domain name: klant.nl\nRegistrar: Voorbeeld\nStatus: renewal required\nStatus: not active\nStatus: to be deleted',
    { statuses: 'autoRenewPeriod pendingDelete' },
  ],
  [
    'FRED’s newer words: they are the registry’s',
    'klant.cz',
    'domain:       klant.cz\nregistrar:    REG-VOORBEELD\nstatus:       Sponsoring registrar change prohibited\nstatus:       Update prohibited\nstatus:       Deletion prohibited\nstatus:       Registration renewal prohibited',
    { statuses: 'serverTransferProhibited serverUpdateProhibited serverDeleteProhibited serverRenewProhibited' },
  ],
  [
    'the last word of a wrapped sentence is no heading',
    'klant.de',
    'Domain: klant.de\nNserver: ns1.oud.test\nStatus: connect\n\nFor all other questions contact your\nregistrar.\nThis service is provided as is.\n\nregistrar.\nThis too.\n\nThe data are those of the\nregistrar\nNobody vouches for them.',
    { registrar: '-', statuses: 'ok', servers: 'ns1.oud.test.' },
  ],
  [
    'the day of the database at the foot is not the domain’s',
    'klant.ru',
    'domain:        KLANT.RU\nnserver:       ns1.oud.test.\nstate:         REGISTERED, DELEGATED, VERIFIED\nregistrar:     VOORBEELD-RU\ncreated:       2004-03-03T21:00:00Z\npaid-till:     2027-03-04T21:00:00Z\nsource:        TCI\n\nLast updated on 2026-11-20T10:31:30Z',
    { registrar: '/VOORBEELD-RU', dates: ['2004-03-03', '-', '2027-03-04'] },
  ],
  [
    '… nor below the heading of the server',
    'klant.com.tr',
    '** Domain Name: klant.com.tr\nDomain Status: Active\n\n** Additional Info:\nCreated on..............: 2001-Aug-23.\n\n** Whois Server:\nLast Update Time: 2026-11-20T13:32:13+03:00',
    { statuses: 'ok', dates: ['2001-08-23', '-', '-'] },
  ],
  [
    'a sentence among others is the domain’s',
    'klant.edu',
    'Domain Name: KLANT.EDU\n\nDomain created on 06-Nov-1999\nDomain expires on 06-Nov-2027\nLast updated on 05-Nov-2024',
    { dates: ['1999-11-06', '2024-11-05', '2027-11-06'] },
  ],
  [
    '… and so is one that says so',
    'klant.com',
    'Domain Name: KLANT.COM\nRegistrar: Voorbeeld\n\nRecord last updated on 05-Nov-2024.',
    { registrar: '/Voorbeeld', dates: ['-', '2024-11-05', '-'] },
  ],
]; // biome-ignore format: a table

describe('a record is read', () => {
  test.each(rows)('%s', (_title, name, text, expected) => {
    const read = readWhois(text, fqdn(name));
    expect(read.verdict).toBe('registered');
    const { registrar } = read;
    const got: Required<Expected> = {
      registrar: registrar === undefined ? '-' : `${registrar.id}/${registrar.name}`,
      statuses: read.statuses.join(' '),
      servers: read.nameServers.join(' '),
      dates: [day(read.createdMs), day(read.updatedMs), day(read.expiresMs)],
    };
    expect(got).toMatchObject(expected);
  });
});

test('DS in parts: numbers with their names behind them, several by their numbers', () => {
  const read = readWhois(
    `Domain Name: klant.ro
Registered On: 2000-07-17
DNSSEC: Active
DS Keytag #1: 20965
DS Algorithm #1: 13-ECDSAP256SHA256
DS Digest Type #1: 1-SHA1
DS Digest #1: ${'ab'.repeat(20)}
DS Keytag #2: 20965
DS Algorithm #2: 13-ECDSAP256SHA256
DS Digest Type #2: 2-SHA256
DS Digest #2: ${'cd'.repeat(32)}

Nameserver: ns1.oud.test`,
    fqdn('klant.ro'),
  );
  expect(read.ds).toEqual([`20965 13 1 ${'ab'.repeat(20)}`, `20965 13 2 ${'cd'.repeat(32)}`]);
  expect(read.signed).toBe(true);
});

test('a DS in the words of its registry is none, but the delegation is signed', () => {
  const record = (more: string) =>
    `domain: klant.com.br\nnserver: ns1.oud.test\n${more}created: 20200102 #1\nstatus: published`;
  const read = readWhois(record(`dsrecord: 59973 ECDSA-SHA-256 ${'AB'.repeat(32)}\n`), fqdn('klant.com.br'));
  expect([read.ds, read.signed]).toEqual([[], true]);
  expect(readWhois(record(''), fqdn('klant.com.br')).signed).toBeUndefined();
});

test('a record in another spelling of the name is still there: what is not found below it does not make it free', () => {
  const record = (between: string) => `Domain name: mã¼ller.nl
Registrar: Voorbeeld
Created: 2001-02-03
Expires: 2027-02-03
Status: Active
Holder: Klant
Name server: ns1.oud.test

ACE: xn--mller-kva.nl

DNSSEC${between}No records found`;
  for (const between of ['\n', '\n\n'])
    expect(readWhois(record(between), fqdn('xn--mller-kva.nl'))).toMatchObject({
      outcome: 'unknown',
      verdict: 'unclear',
    });
});

test('what an answer tells of the ending first is not the domain’s: no DS, no key, no registrar', () => {
  const ending = `domain:       NL
organisation: Voorbeeldregister
nserver:      NS1.DNS.TEST 192.0.2.1
ds-rdata:     17153 13 2 ${'ab'.repeat(32)}
whois:        whois.voorbeeld.test
status:       ACTIVE
created:      1986-04-25

Registrar:
   Voorbeeldregister zelf

`;
  const record = 'Domain name: klant.nl\nStatus:      in quarantine\n\nDNSSEC:      no\n';
  const read = readWhois(`${ending}${record}`, fqdn('klant.nl'));
  expect(read).toMatchObject({
    verdict: 'registered',
    statuses: ['redemptionPeriod'],
    nameServers: [],
    ds: [],
    signed: false,
  });
  expect(read.registrar).toBeUndefined();
  expect(readWhois(ending, fqdn('klant.nl')).verdict).toBe('elsewhere');
});
