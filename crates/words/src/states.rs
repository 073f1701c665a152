//! Words for the states and reasons that other crates store as text.

worded! {
    /// How a payment attempt stands, as the buyer reads it.
    AttemptWords, attempt_state;
    Prepared "prepared" { en "Getting ready", sw "Inaandaliwa" }
    Sent "sent" { en "Asking your network", sw "Tunauliza mtandao wako" }
    AwaitingPin "awaiting_pin" { en "Waiting for your PIN", sw "Tunasubiri PIN yako" }
    Redirected "redirected" { en "Waiting for the payment page", sw "Tunasubiri ukurasa wa malipo" }
    Unclear "unclear" { en "Not known yet", sw "Bado haijulikani" }
    Collected "collected" { en "Paid", sw "Imelipwa" }
    Refused "refused" { en "Not paid", sw "Haijalipwa" }
}

worded! {
    /// How a purchase stands: what a buyer pays once.
    PurchaseWords, purchase_state;
    Open "open" { en "Waiting for payment", sw "Inasubiri malipo" }
    Paid "paid" { en "Paid", sw "Imelipwa" }
    CashDue "cash_due" { en "Cash on delivery", sw "Lipa ukipokea" }
    Expired "expired" { en "Not paid in time", sw "Muda wa kulipa umepita" }
    Cancelled "cancelled" { en "Cancelled", sw "Imeghairiwa" }
}

worded! {
    /// How one shop's order stands.
    OrderWords, order_state;
    Placed "placed" { en "Placed, not paid yet", sw "Imewekwa, bado haijalipwa" }
    Confirmed "confirmed" { en "To pack", sw "Ya kufungashwa" }
    Packed "packed" { en "Packed", sw "Imefungashwa" }
    HandedOver "handed_over" { en "With the rider", sw "Iko kwa mpelekaji" }
    Delivered "delivered" { en "Delivered", sw "Imefika" }
    Completed "completed" { en "Completed", sw "Imekamilika" }
    Cancelled "cancelled" { en "Cancelled", sw "Imeghairiwa" }
    Returned "returned" { en "Returned", sw "Imerudishwa" }
}

worded! {
    /// How a listing stands, as its merchant reads it.
    ListingWords, listing_state;
    Draft "draft" { en "Draft", sw "Rasimu" }
    InReview "in_review" { en "Being checked", sw "Inakaguliwa" }
    Live "live" { en "On sale", sw "Inauzwa" }
    Paused "paused" { en "Paused", sw "Imesimamishwa" }
    Archived "archived" { en "Archived", sw "Imehifadhiwa" }
    Rejected "rejected" { en "Refused", sw "Imekataliwa" }
}

worded! {
    /// How a shop stands.
    ShopWords, shop_state;
    Applied "applied" { en "Waiting for approval", sw "Linasubiri kuidhinishwa" }
    Approved "approved" { en "Open", sw "Liko wazi" }
    Refused "refused" { en "Refused", sw "Limekataliwa" }
    Suspended "suspended" { en "Suspended", sw "Limesimamishwa" }
}

worded! {
    /// How a picture stands.
    PictureWords, picture_state;
    Uploaded "uploaded" { en "Being prepared", sw "Inaandaliwa" }
    Pending "pending" { en "Being checked", sw "Inakaguliwa" }
    Approved "approved" { en "Shown", sw "Inaonyeshwa" }
    Refused "refused" { en "Refused", sw "Imekataliwa" }
    Broken "broken" { en "Could not be read", sw "Haikuweza kusomwa" }
}

worded! {
    /// How a case stands: something a person must decide.
    CaseStateWords, case_state;
    Open "open" { en "Open", sw "Iko wazi" }
    Approved "approved" { en "Approved", sw "Imeidhinishwa" }
    Refused "refused" { en "Refused", sw "Imekataliwa" }
    Settled "settled" { en "Settled", sw "Imemalizwa" }
}

worded! {
    /// What a case is about.
    CaseKindWords, case_kind;
    Shop "shop" { en "Shop", sw "Duka" }
    Picture "picture" { en "Picture", sw "Picha" }
    Payment "payment" { en "Payment", sw "Malipo" }
}

worded! {
    /// What a person is to Soko, or to a shop.
    RoleWords, role_name;
    Buyer "buyer" { en "Buyer", sw "Mnunuzi" }
    Merchant "merchant" { en "Merchant", sw "Mfanyabiashara" }
    Owner "owner" { en "Owner", sw "Mmiliki" }
    Staff "staff" { en "Staff", sw "Mfanyakazi" }
    Rider "rider" { en "Rider", sw "Mpelekaji" }
    Moderator "moderator" { en "Moderator", sw "Mkaguzi" }
    Admin "admin" { en "Admin", sw "Msimamizi" }
}

worded! {
    /// Why stock moved.
    MovementWords, movement_reason;
    Received "received" { en "Stock added", sw "Bidhaa zimeongezwa" }
    Corrected "corrected" { en "Counted again", sw "Imehesabiwa upya" }
    Held "held" { en "Held for a buyer", sw "Imetunziwa mnunuzi" }
    Released "released" { en "Free again", sw "Inapatikana tena" }
    Sold "sold" { en "Sold", sw "Imeuzwa" }
    Returned "returned" { en "Came back", sw "Imerudi" }
}

worded! {
    /// How money that leaves us stands: a refund or a payout.
    OutgoingWords, outgoing_state;
    Requested "requested" { en "Getting ready", sw "Inaandaliwa" }
    Sent "sent" { en "On its way", sw "Iko njiani" }
    Unclear "unclear" { en "Not known yet", sw "Bado haijulikani" }
    Paid "paid" { en "Arrived", sw "Imefika" }
    Failed "failed" { en "Did not arrive", sw "Haikufika" }
    Returned "returned" { en "Came back", sw "Imerudi" }
}

worded! {
    /// What moved a shop's own money, as a line of its statement.
    LedgerWords, ledger_line;
    Collected "collected" { en "Paid", sw "Imelipwa" }
    CashCollected "cash_collected" { en "Paid in cash", sw "Imelipwa taslimu" }
    OrderCompleted "order_completed" { en "Sale", sw "Mauzo" }
    PayoutRequested "payout_requested" { en "Paid out", sw "Zimelipwa" }
    PayoutPaid "payout_paid" { en "Payout arrived", sw "Malipo yamefika" }
    PayoutFailed "payout_failed" { en "Payout came back", sw "Malipo yamerudi" }
    PayoutReturned "payout_returned" { en "Payout came back after it had arrived", sw "Malipo yamerudi baada ya kufika" }
    PaidLate "paid_late" { en "Paid out after all", sw "Zimelipwa hatimaye" }
    DebtNetted "debt_netted" { en "Cash you already have", sw "Taslimu uliyo nayo" }
    CashGivenBack "cash_given_back" { en "Commission back on returned cash", sw "Kamisheni ya taslimu iliyorudishwa" }
    RefundDecided "refund_decided" { en "Given back to the buyer", sw "Zimerudishwa kwa mnunuzi" }
}

worded! {
    /// The parts of an order's money, by the account in which each waits.
    PartWords, order_part;
    Goods "shop_pending" { en "goods", sw "bidhaa" }
    Tax "tax_held" { en "tax inside", sw "kodi ndani" }
    Delivery "delivery" { en "delivery fee", sw "ada ya kupeleka" }
}

worded! {
    /// The accounts of the ledger, as an admin reads them.
    AccountWords, ledger_account_name;
    ProviderClearing "provider_clearing" { en "Held by providers", sw "Zinazoshikiliwa na watoa huduma" }
    Bank "bank" { en "Our bank account", sw "Akaunti yetu ya benki" }
    ProviderFees "provider_fees" { en "Fees of providers", sw "Ada za watoa huduma" }
    CodDebt "cod_debt" { en "Owed by shops on cash", sw "Maduka wanadaiwa kwa taslimu" }
    CashKept "cash_kept" { en "Shops’ own part of cash, not theirs yet", sw "Sehemu ya maduka ya taslimu, bado si yao" }
    ShopPending "shop_pending" { en "Earned by shops, not theirs yet", sw "Maduka wamepata, bado si zao" }
    ShopAvailable "shop_available" { en "Shops can be paid out", sw "Maduka wanaweza kulipwa" }
    Delivery "delivery" { en "Delivery fees", sw "Ada za kupeleka" }
    TaxHeld "tax_held" { en "Tax in sales", sw "Kodi ndani ya mauzo" }
    TaxPayable "tax_payable" { en "Tax to pay", sw "Kodi ya kulipa" }
    Commission "commission" { en "Earned by the marketplace", sw "Soko limepata" }
    RefundDue "refund_due" { en "Owed to buyers", sw "Wanunuzi wanadai" }
    PayoutInTransit "payout_in_transit" { en "On the way to shops", sw "Ziko njiani kwa maduka" }
    BuyerWallet "buyer_wallet" { en "Store credit of buyers", sw "Salio la duka la wanunuzi" }
    WalletHeld "wallet_held" { en "Store credit set aside", sw "Salio la duka lililotengwa" }
    Conversion "conversion" { en "Between two currencies", sw "Kati ya sarafu mbili" }
    Rounding "rounding" { en "Left over by rounding", sw "Mabaki ya kukadiria" }
    Differences "differences" { en "Lost or found by the marketplace", sw "Soko limepoteza au limepata" }
    Suspense "suspense" { en "Set aside until somebody decides", sw "Zimewekwa pembeni hadi mtu aamue" }
}

worded! {
    /// Why a journal of the ledger was written, as an admin reads it.
    JournalWords, journal_kind;
    Collected "collected" { en "Paid", sw "Imelipwa" }
    CollectedAndOwedBack "collected_and_owed_back" { en "Came and cannot be kept", sw "Zilikuja na haziwezi kushikwa" }
    SetAside "set_aside" { en "Came and was set aside", sw "Zilikuja na ziliwekwa pembeni" }
    SetAsideDecided "set_aside_decided" { en "Decided about what was set aside", sw "Iliamuliwa kuhusu zilizowekwa pembeni" }
    RefundDecided "refund_decided" { en "Given back", sw "Zimerudishwa" }
    CashGivenBack "cash_given_back" { en "Given back in cash", sw "Zimerudishwa taslimu" }
    RefundPaid "refund_paid" { en "Refund arrived", sw "Marejesho yamefika" }
    CreditGiven "credit_given" { en "Given as store credit", sw "Zimetolewa kama salio la duka" }
    OrderCompleted "order_completed" { en "Order complete", sw "Oda imekamilika" }
    PayoutRequested "payout_requested" { en "Payout set out", sw "Malipo yametumwa" }
    PayoutPaid "payout_paid" { en "Payout arrived", sw "Malipo yamefika" }
    PayoutFailed "payout_failed" { en "Payout did not arrive", sw "Malipo hayakufika" }
    PayoutReturned "payout_returned" { en "Payout came back after it had arrived", sw "Malipo yamerudi baada ya kufika" }
    PaidLate "paid_late" { en "Arrived after all", sw "Zimefika hatimaye" }
    CashCollected "cash_collected" { en "Paid in cash", sw "Imelipwa taslimu" }
    DebtNetted "debt_netted" { en "Taken off what a shop owes", sw "Zimekatwa kwenye deni la duka" }
    WalletHeld "wallet_held" { en "Store credit set aside", sw "Salio la duka limetengwa" }
    WalletReleased "wallet_released" { en "Store credit given back", sw "Salio la duka limerudishwa" }
    ProviderFee "provider_fee" { en "Kept by a provider or our bank", sw "Zimechukuliwa na mtoa huduma au benki yetu" }
    Converted "converted" { en "Changed into another currency", sw "Zimebadilishwa kuwa sarafu nyingine" }
    Settled "settled" { en "Between a provider and our bank", sw "Kati ya mtoa huduma na benki yetu" }
    DifferenceSetAside "difference_set_aside" { en "A difference with a statement, set aside by a decision", sw "Tofauti na taarifa, imewekwa pembeni kwa uamuzi" }
    DifferenceExplained "difference_explained" { en "A difference that is explained: the decision is taken back", sw "Tofauti imeelezwa: uamuzi umeondolewa" }
    WrittenOff "written_off" { en "Never to be explained: lost or found by the marketplace", sw "Haitaelezwa kamwe: soko limepoteza au limepata" }
}

worded! {
    /// Where a line about a payment was written.
    BookWords, book_name;
    Order "order" { en "Order", sw "Oda" }
    Attempt "attempt" { en "Attempt", sw "Jaribio" }
    Refund "refund" { en "Refund", sw "Marejesho" }
    Provider "provider" { en "Asked", sw "Tuliuliza" }
    Callback "callback" { en "Callback", sw "Taarifa" }
    Review "review" { en "Review", sw "Uangalizi" }
    Case "case" { en "Case", sw "Kesi" }
    Ledger "ledger" { en "Ledger", sw "Leja" }
    Stock "stock" { en "Stock", sw "Akiba" }
    Message "message" { en "Message", sw "Ujumbe" }
    Job "job" { en "To do", sw "Ya kufanywa" }
}

worded! {
    /// Why a payment needs a person, in one line.
    CaseWords, payment_case;
    AmountMismatch "amount_mismatch" { en "The amount is not the order’s", sw "Kiasi si cha oda hii" }
    CurrencyMismatch "currency_mismatch" { en "The currency is not the order’s", sw "Sarafu si ya oda hii" }
    LatePayment "late_payment" { en "Paid after the order closed", sw "Imelipwa baada ya oda kufungwa" }
    DoublePayment "double_payment" { en "Paid twice", sw "Imelipwa mara mbili" }
    SoldOut "sold_out" { en "Paid, but sold out", sw "Imelipwa, lakini bidhaa zimeisha" }
    CreditGone "credit_gone" { en "Paid in part, but the store credit for the rest is gone", sw "Imelipwa kiasi, lakini salio la sehemu iliyobaki limetumika" }
    CancelledPaid "cancelled_paid" { en "Paid after it was cancelled", sw "Imelipwa baada ya kughairiwa" }
    Unmatched "unmatched" { en "Money we cannot match", sw "Pesa ambazo hatujui ni za oda gani" }
    StuckUnclear "stuck_unclear" { en "Not known for too long", sw "Haijulikani kwa muda mrefu" }
    Disputed "disputed" { en "Disputed at the buyer’s bank", sw "Mnunuzi analipinga kwenye benki yake" }
    RefundDue "refund_due" { en "Money to send back", sw "Pesa za kurudisha" }
    PaidLate "paid_late" { en "Sent after all, though it had come back", sw "Zimetumwa hata hivyo, ingawa ilishindikana" }
    MissingThere "missing_there" { en "Booked, but not on the provider’s statement", sw "Imeandikwa, lakini haipo kwenye taarifa ya mtoa huduma" }
    MissingHere "missing_here" { en "On the provider’s statement, but not booked", sw "Ipo kwenye taarifa ya mtoa huduma, lakini haijaandikwa" }
    DoubledLine "doubled_line" { en "Twice on the provider’s statement", sw "Ipo mara mbili kwenye taarifa ya mtoa huduma" }
    DifferentLine "different_line" { en "Another amount on the provider’s statement", sw "Kiasi tofauti kwenye taarifa ya mtoa huduma" }
    DifferenceSetAside "difference_set_aside" { en "Set aside until the difference is explained", sw "Zimewekwa pembeni hadi tofauti ielezwe" }
    UnreadableLine "unreadable_line" { en "A line of the provider’s statement cannot be read", sw "Mstari wa taarifa ya mtoa huduma hausomeki" }
    PayoutMismatch "payout_mismatch" { en "What was sent is not what was asked", sw "Kilichotumwa si kilichoombwa" }
}

worded! {
    /// What somebody did, as the trail of decisions says it.
    DeedWords, deed;
    ShopApply "shop.apply" { en "Asked to open a shop", sw "Aliomba kufungua duka" }
    ShopChange "shop.change" { en "Changed the shop", sw "Alibadilisha duka" }
    ShopSetMoney "shop.set_money" { en "Changed whether the shop takes cash", sw "Alibadilisha kama duka linapokea taslimu" }
    ShopPaidTo "shop.paid_to" { en "Changed where the shop’s money goes", sw "Alibadilisha pesa za duka zinakoenda" }
    PayoutRequest "payout.request" { en "Asked for a payout", sw "Aliomba malipo" }
    OrderGiveBack "order.give_back" { en "Gave back some of an order", sw "Alirudisha sehemu ya oda" }
    OrderTakeCash "order.take_cash" { en "Took cash for an order", sw "Alipokea taslimu za oda" }
    OrderRefused "order.refused" { en "Took back an order that was not accepted", sw "Alirudisha oda isiyopokelewa" }
    ShopDeliverTo "shop.deliver_to" { en "Changed where the shop delivers", sw "Alibadilisha maeneo ya kupeleka" }
    ShopTakeDown "shop.take_down" { en "Suspended a shop", sw "Alisimamisha duka" }
    ShopRestore "shop.restore" { en "Opened a shop again", sw "Alifungua duka tena" }
    ListingTakeDown "listing.take_down" { en "Took a product off the market", sw "Aliondoa bidhaa sokoni" }
    ListingCreate "listing.create" { en "Added a product", sw "Aliongeza bidhaa" }
    ListingEdit "listing.edit" { en "Changed a product", sw "Alibadilisha bidhaa" }
    ListingSubmit "listing.submit" { en "Put a product on sale", sw "Alianza kuuza bidhaa" }
    ListingSetTax "listing.set_tax" { en "Said how a product is taxed", sw "Alisema bidhaa inatozwa kodi gani" }
    ListingPause "listing.pause" { en "Paused a product", sw "Alisimamisha bidhaa" }
    ListingResume "listing.resume" { en "Sold a product again", sw "Aliuza bidhaa tena" }
    ListingArchive "listing.archive" { en "Took a product off", sw "Aliondoa bidhaa" }
    OrderPack "order.pack" { en "Packed an order", sw "Alifungasha oda" }
    OrderHandOver "order.hand_over" { en "Gave an order to the rider", sw "Alimpa mpelekaji oda" }
    OrderDeliver "order.deliver" { en "Delivered an order", sw "Alifikisha oda" }
    CaseApprove "case.approve" { en "Approved", sw "Aliidhinisha" }
    CaseRefuse "case.refuse" { en "Refused", sw "Alikataa" }
    CaseMoved "case.moved" { en "Said that money moved", sw "Alisema kuwa pesa zilihamia" }
    CaseNotMoved "case.not_moved" { en "Said that no money moved", sw "Alisema kuwa hakuna pesa zilizohamia" }
    CaseCameBack "case.came_back" { en "Said that money that had arrived came back", sw "Alisema kuwa pesa zilizofika zilirudi" }
    CaseNameReturned "case.name_returned" { en "Said which payout or refund came back", sw "Alisema ni malipo au marejesho gani yaliyorudi" }
    CaseThere "case.there" { en "Booked what a statement tells of", sw "Aliandika taarifa inachosema" }
    CaseTheirs "case.theirs" { en "Booked the amount of a statement", sw "Aliandika kiasi cha taarifa" }
    CaseNeverCame "case.never_came" { en "Took back what no statement shows", sw "Aliondoa kisichoonekana kwenye taarifa" }
    CaseTwice "case.twice" { en "Said that money moved twice", sw "Alisema kuwa pesa zilihamia mara mbili" }
    CaseWrittenOff "case.written_off" { en "Wrote off what was set aside", sw "Alifuta zilizowekwa pembeni" }
    CaseSettle "case.settle" { en "Closed a payment case", sw "Alifunga kesi ya malipo" }
    CaseNamePurchase "case.name_purchase" { en "Said which order money was for", sw "Alisema pesa ni za oda gani" }
    CaseKeep "case.keep" { en "Accepted money that did not match", sw "Alikubali pesa zisizolingana" }
    CaseRefund "case.refund" { en "Sent back money that did not match", sw "Alirudisha pesa zisizolingana" }
    CasePropose "case.propose" { en "Proposed what to do about a payment case", sw "Alipendekeza la kufanya kuhusu kesi ya malipo" }
    CaseReject "case.reject" { en "Rejected a proposal about a payment case", sw "Alikataa pendekezo kuhusu kesi ya malipo" }
    RiskReview "risk.review" { en "Let an order wait until somebody looks", sw "Iliacha oda isubiri hadi mtu aangalie" }
    RiskClear "risk.clear" { en "Looked at an order and let it be packed", sw "Aliangalia oda na kuruhusu ifungashwe" }
    RiskReject "risk.reject" { en "Looked at an order and cancelled it", sw "Aliangalia oda na kuighairi" }
    RiskLapse "risk.lapse" { en "Let an order be packed that nobody looked at", sw "Iliruhusu oda ifungashwe bila kuangaliwa" }
    StatementImport "statement.import" { en "Imported a provider’s statement", sw "Aliingiza taarifa ya mtoa huduma" }
    CommissionSet "commission.set" { en "Set what Soko keeps of a sale", sw "Aliweka sehemu ya Soko katika mauzo" }
    CommissionEnd "commission.end" { en "Ended a rule about what Soko keeps", sw "Aliondoa kanuni ya sehemu ya Soko" }
    CallbackAskAgain "callback.ask_again" { en "Asked a provider about a payment again", sw "Alimuuliza tena mtoa huduma kuhusu malipo" }
    CallbackReplay "callback.replay" { en "Delivered a callback again", sw "Alileta taarifa tena" }
}

worded! {
    /// What became of a line of a provider’s statement, or of a posting of ours that is on none.
    StatedWords, stated_as;
    New "new" { en "Not compared yet", sw "Bado haijalinganishwa" }
    Matched "matched" { en "Matched", sw "Zinalingana" }
    Late "late" { en "Matched, stated late", sw "Zinalingana, zilitajwa kwa kuchelewa" }
    DifferentAmount "different_amount" { en "Different amount", sw "Kiasi tofauti" }
    Doubled "doubled" { en "Stated twice", sw "Zimetajwa mara mbili" }
    MissingHere "missing_here" { en "Missing here", sw "Hazipo kwetu" }
    MissingThere "missing_there" { en "Missing there", sw "Hazipo kwao" }
    Decided "decided" { en "Booked by a decision", sw "Ziliandikwa kwa uamuzi" }
    Fee "fee" { en "Fees", sw "Ada" }
    Settlement "settlement" { en "To or from our bank account", sw "Kwenda au kutoka akaunti yetu ya benki" }
    NoMoney "no_money" { en "Tried, no money moved", sw "Lilijaribiwa, pesa hazikusogea" }
    Unreadable "unreadable" { en "Cannot be read", sw "Haisomeki" }
}
