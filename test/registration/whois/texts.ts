/** Answers written for these tests in the shapes registries use. Names, people and addresses are nobody's. */
export const ICANN = `Domain Name: KLANT.COM
   Registry Domain ID: 1_DOMAIN_COM-VRSN
   Registrar WHOIS Server: whois.registrar.example
   Registrar URL: http://www.registrar.example
   Updated Date: 2025-09-09T15:39:04Z
   Creation Date: 1997-09-15T04:00:00Z
   Registry Expiry Date: 2028-09-14T04:00:00Z
   Registrar: Registrar Example, Inc.
   Registrar IANA ID: 292
   Reseller:
   Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited
   Domain Status: client update prohibited (https://www.icann.org/epp#clientUpdateProhibited)
   Name Server: NS1.OLD.EXAMPLE
   Name Server: NS2.OLD.EXAMPLE
   DNSSEC: signedDelegation
   DNSSEC DS Data: 5948 13 2 578b92fc5c963e1083f6e9d243f50f4a8355af76d50a66f0e1897c116e7ba5cd
>>> Last update of whois database: 2026-11-20T06:47:54Z <<<

NOTICE: No match in this database is a promise. You agree not to exceed the query rate; when a limit is
reached, access is withdrawn. Names may be reserved.
`;

export const NL = `Domain name: klant.nl
Status:      in quarantine

Registrar:
   Oude Hoster B.V.
   Straat 1
   1234AB Stad
   Netherlands

Abuse Contact:

Creation Date: 1999-05-27

Updated Date: 2023-01-02

DNSSEC:      yes

Domain nameservers:
   ns1.oud.nl             192.0.2.53
   ns2.oud.nl             2001:db8::53

Record maintained by: SIDN BV
`;

export const BE = `% The WHOIS service allows persons to check whether a specific
% domain name is still available or not.

Domain:	klant.be
Status:	NOT AVAILABLE
Registered:	Tue Dec 12 2000

Registrant:
	Not shown, please visit www.dnsbelgium.be for webbased whois.

Registrar:
	Name:	 Oude Hoster NV
	Website:	 https://www.oud.be

Nameservers:
	ns1.oud.be (192.0.2.1)
	ns2.oud.be (2001:db8::1)

Keys:
	keyTag:12345 flags:KSK protocol:3 algorithm:ECDSAP256SHA256 pubKey:abc

Flags:
	clientTransferProhibited
`;

export const DE = `% Restricted rights.

Domain: klant.de
Nserver: ns1.alt.de
Nserver: ns1.klant.de 192.0.2.7
Dnskey: 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==
Status: connect
Changed: 2018-03-12T21:44:25+01:00
`;

export const UK = `
    Domain name:
        klant.co.uk

    Data validation:
        Nominet was able to match the registrant's name and address against a 3rd party data source on 23-Oct-2017

    Registrar:
        Old Host Ltd t/a Old [Tag = OLD-HOST]
        URL: https://old.example

    Relevant dates:
        Registered on: before Aug-1996
        Expiry date:  02-Apr-2027
        Last updated:  03-Mar-2025

    Registration status:
        Registered until expiry date.

    Name servers:
        ns1.klant.co.uk          192.0.2.9
        ns2.old.example

    WHOIS lookup made at 09:41:55 12-Oct-2026

--
This WHOIS information is provided for free. Access may be withdrawn or restricted at any time.
`;

export const JP = `[ JPRS database provides information on network administration. ]
Domain Information: [ドメイン情報]
a. [ドメイン名]                 KLANT.CO.JP
p. [ネームサーバ]               ns1.old.jp
p. [ネームサーバ]               ns2.old.jp
[状態]                          Connected (2027/05/31)
[登録年月日]                    2001/05/14
[最終更新]                      2026/06/01 01:05:00 (JST)
`;

export const AT = `domain:         klant.at
registrar:      Alter Hoster GmbH ( https://nic.at/registrar/1 )
registrant:     KA1-NICAT
nserver:        ns1.alt.at
remarks:        192.0.2.1
nserver:        ns2.alt.at
changed:        20221101 00:10:24
source:         AT-DOM

personname:     Kein Mensch
nic-hdl:        KA1-NICAT
changed:        20250619 16:53:33
source:         AT-DOM
`;

export const FI = `domain.............: klant.fi
status.............: Registered
created............: 15.12.2015 09:48:01
expires............: 3.4.2027 09:37:54
modified...........: 19.2.2025

Nameservers

nserver............: ns1.old.fi [OK]
nserver............: ns2.old.fi [OK]

Registrar

registrar..........: Vanha Oy
`;

export const FR = `%% complete date format : DD/MM/YYYY
domain:      klant.fr
status:      ACTIVE
hold:        NO
holder-c:    K1-FRNIC
registrar:   ANCIEN
Expiry Date: 03/04/2027
created:     04/03/2001
last-update: 05/06/2025
source:      FRNIC

ns-list:     NSL1-FRNIC
nserver:     ns1.ancien.fr
nserver:     ns2.ancien.fr [192.0.2.3]

ds-list:     SIGN1-FRNIC
key1-tag:    62351
key1-algo:   8 [RSASHA256]
key1-dgst-t: 2 [SHA-256]
key1-dgst:   5F638FDAEC1FAB5CFE00206509FB12FF84EF689361C343A4EF1D3542F1513DEB

registrar:   ANCIEN
registered:  21/10/1999
`;

export const TABBED = `Domain name\tklant.ch
Registrar\tAlter Hoster AG

DNSSEC\tno

Name servers
ns1.alt.ch
ns2.alt.ch\t[192.0.2.4]

First registration date\tbefore 01 January 1996
`;

export const RECORDS: Readonly<Record<string, string>> = {
  'klant.com.': ICANN, 'klant.nl.': NL, 'klant.be.': BE, 'klant.de.': DE, 'klant.co.uk.': UK, 'klant.co.jp.': JP, 'klant.at.': AT, 'klant.fi.': FI, 'klant.fr.': FR, 'klant.ch.': TABBED,
}; // biome-ignore format: a table
