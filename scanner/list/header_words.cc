#include "scanner/list/header_words.h"

#include <array>
#include <cstddef>
#include <iterator>

namespace mxsweep {
namespace {

using Words = std::string_view;

// Bare, each between blanks; in the order in which they are preferred.
constexpr Words kDomainWords =
    " domain domainname domains rrname fqdn fqdomainname hostname host hosts "
    "hostnames domainnames fulldomain fullyqualifieddomainname dnsname "
    "dnsnames alldomains subjectaltname subjectaltnames subjectalternativename "
    "subjectalternativenames altnames sans "
    "primarydomain maildomain emaildomain domainsasciiname asciidomain qname "
    "query dnsquestionname headerfrom "
    "origin websitedomain companydomain targetdomain sld servername "
    "hostheader namevalue commonname subdomain subdomains "
    "domaine nomdedomaine domaines nomdhote "                 // French
    "dominio dominios nombrededominio nomedidominio domini "  // Spanish, Ital.
    "domínio domínios nomededomínio "                         // Portuguese
    "domäne domänen domänenname domainnamen "                 // German
    "домен домены доменноеимя имядомена домени "              // Russian, Ukr.
    "域名 域 网域 網域 網域名稱 主机名 主機名稱 "             // Chinese
    "डोमेन डोमेननाम "                                           // Hindi
    "نطاق النطاق اسمالنطاق المجال دومين "                     // Arabic
    "ডোমেইন ডোমেন ডোমেইননাম "                                 // Bengali
    "ڈومین ڈومیننام دامنه "                                   // Urdu, Persian
    "namadomain "                                             // Indonesian
    "ドメイン ドメイン名 ホスト名 ホスト "                    // Japanese
    "도메인 도메인이름 호스트 "                               // Korean
    "domein domeinnaam domän domännamn domene domenenavn domæne domænenavn "
    "domena doména doménovéjméno domeny nazwadomeny domeniu tartomány "
    "domainnév domén domeen verkkotunnus alanadı alanadi tênmiền τομέας "
    "όνοματομέα דומיין โดเมน lén domenas domēns domeina "
    "rootdomain basedomain registereddomain registrabledomain apexdomain "
    "apex etld1 parentdomain topprivatedomain ";

constexpr Words kUrlWords =
    " website websites websiteurl url urls site web webs webpage webaddress "
    "homepage homepageurl siteurl link links weblink href uri finalurl "
    "companywebsite companyurl phishurl maliciousurl landingpage "
    "siteweb sitewebdelacommune siteinternet sitioweb páginaweb paginaweb "
    "sitoweb sitoistituzionale sitointernet indirizzoweb "
    "internetadresse webseite webadresse internetseite internet netzseite "
    "сайт вебсайт адрессайта ссылка 网址 网站 網址 網站 链接 官网 वेबसाइट "
    "الموقع موقع الموقعالإلكتروني রابط ওয়েবসাইট ویبسائٹ سایت "
    "situs situsweb ウェブサイト ホームページ サイト 홈페이지 웹사이트 "
    "hemsida webbplats hjemmeside nettsted nettside strona stronawww www "
    "webovástránka honlap kotisivu websitesi webadresi trangweb ιστοσελίδα "
    "internetadresi internetsitesi verkkosivu verkkosivut verkkosivusto "
    "kotisivut ιστότοπος ιστοτοπος ιστοσελιδα webovéstránky webováadresa "
    "internetováadresa internetovéstránky koduleht kodulehekülg veebileht "
    "интернетстраница сторінка вебсторінка вебсайт 누리집 وبسایت páginaoficial "
    "sitiooficial siteofficiel lien faqjaeinternetit webhely tīmekļavietne "
    "svetainė spletnastran internetskastranica ";

constexpr Words kMailWords =
    " email emailaddress mail mailaddress emails mails primaryemail "
    "primarysmtpaddress windowsemailaddress userprincipalname "
    "emailaddressrequired email1value contactemail securitycontactemail "
    "workemail recipient recipients recipientaddress sender senderaddress to "
    "from rcptto mailfrom username smtpaddress address1mail "
    "courriel mél mel adressemail adresseemail adressemél adresseélectronique "
    "correo correoelectrónico correoelectronico correos "
    "postaelettronica indirizzoemail pec indirizzopec postacertificata "
    "endereçodeemail correioeletrônico correioeletrónico "
    "mailadresse emailadresse epost epostadress epostadresse "
    "электроннаяпочта почта элпочта адресэлпочты имейл 电子邮件 邮箱 "
    "电子邮箱 電子郵件 邮件 ईमेल البريدالإلكتروني بريدإلكتروني ইমেইল ایمیل "
    "surel メール メールアドレス eメール 이메일 전자우편 "
    "adresemail adrespocztowy eposta epostaadresi sähköposti thưđiệntử "
    "emailcím diremail ηλεκτρονικόταχυδρομείο ";

constexpr Words kWeakWords =
    " name names input list data results items entries target targets query "
    "item value values record records "
    "indicator ioc lastname subject common "
    "nom nombre nome naam namn navn имя название 名称 名前 名稱 नाम اسم নাম "
    "نام nama ";

constexpr Words kRankWords =
    " rank ranking globalrank position pos rang rango ranked trancorank "
    "inputrank alexarank siterank worldrank rankglobal "
    "posición posicion posizione posição classement classifica platz "
    "место ранг ранк 排名 名次 排行 रैंक الترتيب ترتيب "
    "র‍্যাঙ্ক "
    "درجہ "
    "peringkat "
    "順位 ランク 순위 rangordning plassering pozycja pořadí sıra sira "
    "sijoitus ";

// Others of the tables that were seen: enough that a first line is known for
// what it is.
constexpr Words kOtherWords =
    " id uuid nr no num number index idx seq date time datetime timestamp day "
    "created createdat updated updatedat firstseen lastseen dateadded "
    "lastonline city country countrycode state region county province code "
    "type category categories status statuscode threat tags tag urlstatus "
    "reporter description details comment comments note notes organization "
    "organisation organizationname company companyname firstname lastname "
    "surname phone telephone tel mobile fax title address street zip zipcode "
    "postalcode postcode ip ipaddress ips ipv4 ipv6 port protocol asn score "
    "count counts total hits visits views tld refsubnets refips popularity "
    "openpagerank pagerank source sources provider flags mx a aaaa ns cname "
    "txt ttl class verified verificationtime online phishid urlhauslink "
    "phishdetailurl submissiontime agency domaintype cityname gender language "
    "datum date_ ort stadt land gemeinde gemeindename name1 plz telefon nummer "
    "bundesland kreis commune communes codepostal departement département "
    "région codeinsee population téléphone adresse ville pays comune regione "
    "provincia codiceistat cap telefono indirizzo municipio municipality "
    "municipalityname comunidad población codigo código ciudad país fecha "
    "teléfono cidade município estado telefone дата город страна регион код "
    "телефон адрес номер 日期 城市 国家 地区 编号 电话 地址 序号 दिनांक शहर "
    "देश तारीख التاريخ المدينة البلد الهاتف তারিখ শহর দেশ ملک شہر تاریخ "
    "tanggal kota negara 都道府県 市区町村 自治体 自治体名 団体コード 住所 "
    "電話番号 日付 "
    "번호 도시 국가 전화 "
    "relay mta mxhost mailserver mailhost smtp smtphost helo ehlo heloname ptr "
    "rdns reversedns nameserver nameservers ns1 ns2 dns registrar client "
    "server endpoint answer answers ";

// Of the words for a domain.
constexpr Words kHostWords =
    " host hosts hostname hostnames fqdn fqdomainname servername nomdhote "
    "主机名 主機名稱 ホスト名 ホスト 호스트 ";

constexpr int kWeakOrder = 1200;
constexpr int kPartOrder = 200;  // more than a role has words

struct Role {
  HeaderRole role;
  Words words;
  int order;  // of its first word
};

// Base domains stand at the end of the first, before every URL.
constexpr std::array kRoles = {
    Role{HeaderRole::kDomain, kDomainWords, 0},
    Role{HeaderRole::kUrl, kUrlWords, 400},
    Role{HeaderRole::kMail, kMailWords, 800},
    Role{HeaderRole::kWeak, kWeakWords, kWeakOrder},
    Role{HeaderRole::kRank, kRankWords, kNoOrder},
    Role{HeaderRole::kOther, kOtherWords, kNoOrder},
};

bool is_word_octet(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Of Turkish, where it is the capital of i, and what else becomes of that in
// lower case: a dot above.
constexpr std::string_view kDottedCapitalI = "\xC4\xB0";
constexpr std::string_view kDotAbove = "\xCC\x87";

// Greek capitals are 0x20 below their small letters, which go on in the next
// block; those with an accent are not in order.
bool append_lower_greek(unsigned char tail, std::string& out) {
  constexpr std::string_view kAccented = "\x86\x88\x89\x8A\x8C\x8E\x8F";
  constexpr std::array kSmall = std::to_array<std::string_view>(
      {"\xCE\xAC", "\xCE\xAD", "\xCE\xAE", "\xCE\xAF", "\xCF\x8C", "\xCF\x8D",
       "\xCF\x8E"});
  const std::size_t place = kAccented.find(static_cast<char>(tail));
  if (place != std::string_view::npos) {
    out += kSmall.at(place);
    return true;
  }
  if (tail < 0x91 || tail > 0xA9) {
    return false;
  }
  const bool next = tail >= 0xA0;
  out += next ? '\xCF' : '\xCE';
  out += static_cast<char>(next ? tail - 0x20 : tail + 0x20);
  return true;
}

// The second octet of a character of two octets, in lower case: letters with
// signs of Latin-1, Greek and Cyrillic ones.
void append_lower_pair(char first, char second, std::string& out) {
  const auto lead = static_cast<unsigned char>(first);
  auto tail = static_cast<unsigned char>(second);
  char lower_first = first;
  if (lead == 0xCE && append_lower_greek(tail, out)) {
    return;
  }
  if ((lead == 0xC3 && tail >= 0x80 && tail <= 0x9E) ||
      (lead == 0xD0 && tail >= 0x90 && tail <= 0x9F)) {
    tail += 0x20;
  } else if (lead == 0xD0 && tail >= 0xA0 && tail <= 0xAF) {
    tail -= 0x20;
    lower_first = '\xD1';
  }
  out += lower_first;
  out += static_cast<char>(tail);
}

// Byte order mark, no-break space, zero-width space and non-joiner.
std::size_t foreign_blank(std::string_view text) {
  if (text.starts_with("\xC2\xA0") || text.starts_with(kDotAbove)) {
    return 2;
  }
  return text.starts_with("\xEF\xBB\xBF") || text.starts_with("\xE2\x80\x8B") ||
                 text.starts_with("\xE2\x80\x8C")
             ? 3
             : 0;
}

std::size_t find_word(Words words, std::string_view bare) {
  std::string wanted = " ";
  wanted += bare;
  wanted += ' ';
  return words.find(wanted);
}

HeaderWord exact(std::string_view bare) {
  for (const Role& role : kRoles) {
    const std::size_t place = find_word(role.words, bare);
    if (place != std::string_view::npos) {
      int before = 0;
      for (const char c : role.words.substr(0, place)) {
        before += c == ' ' ? 1 : 0;
      }
      return {role.role, role.order + (role.order < kNoOrder ? before : 0)};
    }
  }
  return {};
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// "Company Domain", "network.domain", "idnDomain": the better of its words.
HeaderWord by_part(std::string_view cell) {
  HeaderWord best;
  std::size_t begin = 0;
  for (std::size_t at = 1; at <= cell.size(); ++at) {
    const bool cut = at == cell.size() ||
                     std::string_view(" \t._-/:()[]").find(cell[at]) !=
                         std::string_view::npos ||
                     (is_upper(cell[at]) && !is_upper(cell[at - 1]));
    if (!cut) {
      continue;
    }
    const HeaderWord word = exact(bare_word(cell.substr(begin, at - begin)));
    const bool names = word.order < kWeakOrder;  // but "First Name" is no name
    if (names && word.order + kPartOrder < best.order) {
      best = {word.role, word.order + kPartOrder};
    } else if (word.role != HeaderRole::kNone &&
               best.role == HeaderRole::kNone) {
      best = {HeaderRole::kOther, kNoOrder};
    }
    begin = at;
  }
  return best;
}

}  // namespace

std::string bare_word(std::string_view cell) {
  std::string out;
  while (!cell.empty() && out.size() < 64) {
    const std::size_t blank = foreign_blank(cell);
    if (blank != 0) {
      cell.remove_prefix(blank);
      continue;
    }
    if (cell.starts_with(kDottedCapitalI)) {
      out += 'i';
      cell.remove_prefix(kDottedCapitalI.size());
      continue;
    }
    const char c = cell.front();
    if (cell.size() >= 2 && static_cast<unsigned char>(c) >= 0xC0 &&
        static_cast<unsigned char>(c) < 0xE0) {
      append_lower_pair(c, cell[1], out);
      cell.remove_prefix(2);
      continue;
    }
    const char lower = is_upper(c) ? static_cast<char>(c + 32) : c;
    if (is_word_octet(lower)) {
      out += lower;
    }
    cell.remove_prefix(1);
  }
  return out;
}

HeaderWord header_word(std::string_view cell) {
  constexpr std::size_t kHeaderOctetsMax = 80;
  if (cell.size() > kHeaderOctetsMax) {
    return {};
  }
  const std::string bare = bare_word(cell);
  if (bare.empty()) {
    return {};
  }
  HeaderWord word = exact(bare);
  word.whole = word.role != HeaderRole::kNone;
  return word.whole ? word : by_part(cell);
}

bool is_host_word(std::string_view cell) {
  const std::string bare = bare_word(cell);
  return !bare.empty() && find_word(kHostWords, bare) != Words::npos;
}

}  // namespace mxsweep
