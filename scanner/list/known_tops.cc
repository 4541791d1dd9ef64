#include "scanner/list/known_tops.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mxsweep {
namespace {

// Without anything between them: each is at an even place.
constexpr std::string_view kCountries =
    "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbvbwby"
    "bzcacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifj"
    "fkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminio"
    "iqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemg"
    "mhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgph"
    "pkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsusvsx"
    "sysztctdtftgthtjtktltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivnvuwfwsyeyt"
    "zmzw";

constexpr std::array kGenerics = std::to_array<std::string_view>({
    "academy",     "agency",       "amazon",        "android",
    "app",         "apple",        "apps",          "arpa",
    "art",         "asia",         "auction",       "audio",
    "auto",        "aws",          "baby",          "band",
    "bank",        "bar",          "beauty",        "beer",
    "berlin",      "best",         "bet",           "bid",
    "bike",        "bio",          "biz",           "black",
    "blog",        "blue",         "bmw",           "bnpparibas",
    "boats",       "boo",          "boston",        "bot",
    "boutique",    "box",          "broker",        "brussels",
    "build",       "builders",     "business",      "buzz",
    "bzh",         "cab",          "cafe",          "cam",
    "camera",      "camp",         "capital",       "car",
    "cards",       "care",         "career",        "careers",
    "cars",        "casa",         "cash",          "casino",
    "cat",         "catering",     "center",        "charity",
    "chat",        "cheap",        "christmas",     "church",
    "city",        "claims",       "cleaning",      "click",
    "clinic",      "clothing",     "cloud",         "club",
    "coach",       "codes",        "coffee",        "cologne",
    "com",         "community",    "company",       "computer",
    "condos",      "construction", "consulting",    "contact",
    "contractors", "cooking",      "cool",          "coop",
    "corsica",     "country",      "coupons",       "courses",
    "credit",      "creditcard",   "cricket",       "cruises",
    "cyou",        "dance",        "date",          "dating",
    "day",         "deals",        "degree",        "delivery",
    "democrat",    "dental",       "dentist",       "desi",
    "design",      "dev",          "diamonds",      "diet",
    "digital",     "direct",       "directory",     "discount",
    "doctor",      "dog",          "domains",       "download",
    "earth",       "eco",          "edu",           "education",
    "email",       "energy",       "engineer",      "engineering",
    "enterprises", "equipment",    "estate",        "eus",
    "events",      "exchange",     "expert",        "exposed",
    "express",     "fail",         "faith",         "family",
    "fan",         "fans",         "farm",          "fashion",
    "feedback",    "film",         "finance",       "financial",
    "fish",        "fishing",      "fit",           "fitness",
    "flights",     "florist",      "flowers",       "foo",
    "football",    "forex",        "forsale",       "foundation",
    "frl",         "fun",          "fund",          "furniture",
    "futbol",      "fyi",          "gal",           "gallery",
    "game",        "games",        "garden",        "gay",
    "gift",        "gifts",        "gives",         "glass",
    "gle",         "global",       "gmbh",          "gold",
    "golf",        "goog",         "google",        "gop",
    "gov",         "graphics",     "gratis",        "green",
    "gripe",       "group",        "guide",         "guitars",
    "guru",        "hair",         "hamburg",       "haus",
    "health",      "healthcare",   "help",          "hiphop",
    "hockey",      "holdings",     "holiday",       "homes",
    "horse",       "hospital",     "host",          "hosting",
    "hotel",       "house",        "how",           "icu",
    "immo",        "inc",          "industries",    "info",
    "ing",         "ink",          "institute",     "insurance",
    "insure",      "int",          "international", "investments",
    "irish",       "ist",          "istanbul",      "jetzt",
    "jewelry",     "jobs",         "juegos",        "kaufen",
    "kim",         "kitchen",      "kiwi",          "koeln",
    "land",        "lat",          "law",           "lawyer",
    "lease",       "leclerc",      "legal",         "lgbt",
    "life",        "lighting",     "limited",       "limo",
    "link",        "live",         "llc",           "loan",
    "loans",       "lol",          "london",        "lotto",
    "love",        "ltd",          "ltda",          "luxe",
    "luxury",      "maison",       "makeup",        "management",
    "market",      "marketing",    "markets",       "mba",
    "med",         "media",        "melbourne",     "memorial",
    "men",         "menu",         "miami",         "microsoft",
    "mil",         "mobi",         "moda",          "mom",
    "money",       "monster",      "mortgage",      "moscow",
    "motorcycles", "mov",          "movie",         "museum",
    "name",        "navy",         "net",           "network",
    "new",         "news",         "nexus",         "ngo",
    "nhk",         "ninja",        "nrw",           "nyc",
    "observer",    "okinawa",      "one",           "ong",
    "onl",         "online",       "ooo",           "org",
    "organic",     "osaka",        "ovh",           "page",
    "paris",       "partners",     "parts",         "party",
    "pet",         "pharmacy",     "phd",           "photo",
    "photography", "photos",       "physio",        "pics",
    "pictures",    "pink",         "pizza",         "place",
    "plumbing",    "plus",         "poker",         "porn",
    "post",        "press",        "pro",           "productions",
    "prof",        "promo",        "properties",    "property",
    "protection",  "pub",          "qpon",          "quebec",
    "quest",       "racing",       "realestate",    "realtor",
    "recipes",     "red",          "rehab",         "reise",
    "reisen",      "rent",         "rentals",       "repair",
    "report",      "republican",   "rest",          "restaurant",
    "review",      "reviews",      "rich",          "rio",
    "rip",         "rocks",        "rodeo",         "ruhr",
    "run",         "ryukyu",       "saarland",      "sale",
    "salon",       "sarl",         "sbs",           "school",
    "schule",      "science",      "scot",          "security",
    "select",      "services",     "sex",           "sexy",
    "shiksha",     "shoes",        "shop",          "shopping",
    "show",        "singles",      "site",          "ski",
    "skin",        "soccer",       "social",        "software",
    "solar",       "solutions",    "spa",           "space",
    "sport",       "spot",         "srl",           "storage",
    "store",       "stream",       "studio",        "study",
    "style",       "sucks",        "supplies",      "supply",
    "support",     "surf",         "surgery",       "sydney",
    "systems",     "taipei",       "tattoo",        "tax",
    "taxi",        "team",         "tech",          "technology",
    "tel",         "tennis",       "theater",       "theatre",
    "tickets",     "tienda",       "tips",          "tires",
    "tirol",       "today",        "tokyo",         "tools",
    "top",         "tours",        "town",          "toys",
    "trade",       "trading",      "training",      "travel",
    "tube",        "university",   "uno",           "vacations",
    "vana",        "vegas",        "ventures",      "versicherung",
    "vet",         "viajes",       "video",         "villas",
    "vin",         "vip",          "vision",        "vlaanderen",
    "vodka",       "vote",         "voto",          "voyage",
    "wales",       "wang",         "watch",         "webcam",
    "website",     "wed",          "wedding",       "wien",
    "wiki",        "win",          "wine",          "work",
    "works",       "world",        "wtf",           "xxx",
    "xyz",         "yachts",       "yoga",          "yokohama",
    "youtube",     "zip",          "zone",
});
static_assert(std::is_sorted(kGenerics.begin(), kGenerics.end()));

}  // namespace

bool is_known_top(std::string_view label) {
  if (label.size() == 2) {
    for (std::size_t at = 0; at < kCountries.size(); at += 2) {
      if (kCountries.substr(at, 2) == label) {
        return true;
      }
    }
    return false;
  }
  return label.starts_with("xn--") ||
         std::binary_search(kGenerics.begin(), kGenerics.end(), label);
}

}  // namespace mxsweep
