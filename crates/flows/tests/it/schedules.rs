//! Hostile schedules of paying, as `bench_schedules` plays them by the thousand.

use rehearsal::schedules::play;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_pays_twice_is_sent_one_of_them_back_and_no_page_says_failed_too_early() {
    let played = play(40, 3).await;
    assert_eq!(played.schedules, 40);
    assert!(played.second > 0 && played.lies > 0, "{played}");
    assert!(played.failed_shown > 0, "{played}");
    assert_eq!((played.uncompensated, played.lost), (0, 0), "{played}");
    assert_eq!(played.failed_untold, 0, "{played}");
    assert!(played.told_max < 60, "{played}");
}
