//! Header, footer, home, lists, filters and search.

use crate::Lang;

messages! { Lang;
    // Header, navigation and footer.
    brand { en "Soko", sw "Soko" }
    tagline { en "Shops near you, paid by mobile money", sw "Maduka ya karibu nawe, lipa kwa simu" }
    skip_to_content { en "Skip to the content", sw "Ruka hadi kwenye maudhui" }
    main_navigation { en "Main menu", sw "Menyu kuu" }
    nav_home { en "Home", sw "Mwanzo" }
    nav_categories { en "Categories", sw "Aina za bidhaa" }
    nav_search { en "Search", sw "Tafuta" }
    nav_cart { en "Cart", sw "Kikapu" }
    nav_cart_count(count: i64) { en "Cart, {count} item" | "Cart, {count} items", sw "Kikapu, bidhaa {count}" }
    nav_orders { en "My orders", sw "Oda zangu" }
    nav_account { en "Account", sw "Akaunti" }
    nav_sign_in { en "Sign in", sw "Ingia" }
    nav_dashboard { en "My shop", sw "Duka langu" }
    nav_admin { en "Admin", sw "Usimamizi" }
    nav_sell { en "Open a shop", sw "Fungua duka" }
    nav_track { en "Find an order", sw "Tafuta oda" }
    menu { en "Menu", sw "Menyu" }
    choose_language { en "Language", sw "Lugha" }
    choose_country { en "Country", sw "Nchi" }
    choose_area { en "Your area", sw "Eneo lako" }
    choose_area_first { en "Choose an area", sw "Chagua eneo" }
    save_choice { en "Save", sw "Hifadhi" }
    delivering_to(area: &str) { en "Delivering to {area}", sw "Tunapeleka {area}" }
    footer_about(brand: &str) {
        en "{brand} is a marketplace of local shops. You pay the marketplace, and each shop delivers its own goods.",
        sw "{brand} ni soko la maduka ya hapa nyumbani. Unalipa sokoni, na kila duka linapeleka bidhaa zake."
    }
    footer_buyers { en "For buyers", sw "Kwa wanunuzi" }
    footer_sellers { en "For sellers", sw "Kwa wauzaji" }
    footer_help { en "Help", sw "Msaada" }
    country_changes_cart {
        en "Each country has its own shops, prices and cart.",
        sw "Kila nchi ina maduka, bei na kikapu chake."
    }

    // Home.
    home_title { en "Buy from shops near you", sw "Nunua kutoka maduka ya karibu nawe" }
    home_lead {
        en "Choose, give your phone number, and pay with mobile money. No account needed.",
        sw "Chagua, andika namba yako ya simu, kisha ulipe kwa pesa ya simu. Huhitaji akaunti."
    }
    home_description(country: &str) {
        en "Local shops in {country}. Pay with mobile money, delivered to your area.",
        sw "Maduka ya {country}. Lipa kwa pesa ya simu, uletewe katika eneo lako."
    }
    home_new { en "New today", sw "Mpya leo" }
    home_popular { en "Popular this week", sw "Zinazopendwa wiki hii" }
    home_shops { en "Shops", sw "Maduka" }
    see_all { en "See all", sw "Ona zote" }
    all_products { en "All products", sw "Bidhaa zote" }
    all_shops { en "All shops", sw "Maduka yote" }

    // Lists and filters.
    breadcrumb { en "You are here", sw "Upo hapa" }
    results_count(count: i64) { en "{count} product" | "{count} products", sw "Bidhaa {count}" }
    results_count_at_least(count: &str) { en "{count}+ products", sw "Zaidi ya bidhaa {count}" }
    filters { en "Filters", sw "Vichujio" }
    filters_apply { en "Show products", sw "Onyesha bidhaa" }
    filters_clear { en "Clear filters", sw "Ondoa vichujio" }
    filters_active { en "Filtered by", sw "Imechujwa kwa" }
    filter_remove(name: &str) { en "Remove the filter {name}", sw "Ondoa kichujio {name}" }
    filter_category { en "Category", sw "Aina" }
    filter_any_category { en "Any category", sw "Aina yoyote" }
    filter_shop { en "Shop", sw "Duka" }
    filter_any_shop { en "Any shop", sw "Duka lolote" }
    filter_area { en "Delivered to", sw "Inapelekwa" }
    filter_any_area { en "Any area", sw "Eneo lolote" }
    filter_price { en "Price", sw "Bei" }
    filter_price_min { en "From", sw "Kuanzia" }
    filter_price_max { en "Up to", sw "Hadi" }
    filter_in_stock { en "In stock only", sw "Zilizopo tu" }
    sort_by { en "Sort by", sw "Panga kwa" }
    sort_best_match { en "Best match", sw "Zinazofanana zaidi" }
    sort_newest { en "Newest first", sw "Mpya kwanza" }
    sort_price_up { en "Lowest price first", sw "Bei ya chini kwanza" }
    sort_price_down { en "Highest price first", sw "Bei ya juu kwanza" }
    page_next { en "Next page", sw "Ukurasa unaofuata" }
    page_previous { en "Back to the start", sw "Rudi mwanzo" }
    list_empty_title { en "Nothing matches these filters", sw "Hakuna bidhaa inayolingana na vichujio hivi" }
    list_empty_next { en "Take one filter away, or look at everything.", sw "Ondoa kichujio kimoja, au ona bidhaa zote." }
    category_empty { en "No products here yet.", sw "Bado hakuna bidhaa hapa." }
    category_description(category: &str, country: &str) {
        en "{category} from local shops in {country}. Pay with mobile money.",
        sw "{category} kutoka maduka ya {country}. Lipa kwa pesa ya simu."
    }

    // Search.
    search_label { en "Search products and shops", sw "Tafuta bidhaa na maduka" }
    search_placeholder { en "Shoes, rice, phone charger", sw "Viatu, mchele, chaja ya simu" }
    search_button { en "Search", sw "Tafuta" }
    search_title(query: &str) { en "Results for “{query}”", sw "Matokeo ya “{query}”" }
    search_title_empty { en "Search", sw "Tafuta" }
    search_near(query: &str) {
        en "Nothing is called “{query}”. These come closest.",
        sw "Hakuna kitu kinachoitwa “{query}”. Hizi zinakaribiana."
    }
    search_none(query: &str) {
        en "We found nothing for “{query}”.",
        sw "Hatukupata kitu kwa “{query}”."
    }
    search_none_next {
        en "Try fewer or other words, or look at what others buy.",
        sw "Jaribu maneno machache au mengine, au ona wanachonunua wengine."
    }
    search_popular_instead { en "What others buy", sw "Wanachonunua wengine" }
    search_shops { en "Shops with this name", sw "Maduka yenye jina hili" }

    // Product card.
    old_price { en "Old price", sw "Bei ya zamani" }
    price_now { en "Price now", sw "Bei ya sasa" }
    price_starting_at(amount: &str) { en "From {amount}", sw "Kuanzia {amount}" }
    no_picture { en "No picture yet", sw "Bado hakuna picha" }
}
