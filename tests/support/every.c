#include "support/every.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include "support/market.h"

struct visitor {
	void (*visit)(const struct document *document, void *data);
	void *data;
	int n;
};

static void visit_view(struct visitor *visitor, const struct market *market,
		       const struct view *view, const struct query *query)
{
	struct document document;

	document_init(&document, view, market->snapshot, query,
		      view_table(view, market->snapshot, query));
	visitor->visit(&document, visitor->data);
	visitor->n++;
	document_done(&document);
}

static void visit_week(struct visitor *visitor, const struct market *market, const char *monday,
		       const char *model, const char *author)
{
	struct query query = query_default();

	query.week = market_day(monday);
	query.now = INT64_C(1787374800);
	query.subject = model;
	query.subject_view = "models";
	query.subject_column = "usd";
	query.pins[0] = model;
	query.pins[1] = author;
	for (int i = 0; i < 4; i++) {
		query.unit = i % 2 ? UNIT_USD : UNIT_TOKENS;
		query.paid_only = i > 1;
		for (const struct view *view = views; view->id; view++)
			visit_view(visitor, market, view, &query);
	}
}

int every_document(void (*visit)(const struct document *document, void *data), void *data)
{
	struct visitor visitor = {visit, data, 0};
	struct market market;

	market_init(&market, HISTORY_LIVE);
	market_week(&market, "2026-03-02", 7, HISTORY_EXACT);
	market_row(&market, EVERY_STRANGE, INT64_MAX / 4);
	market_row(&market, "us-a/alpha", INT64_MAX / 8);
	market_row(&market, "other", 1);
	/* The week between is missing. */
	market_week(&market, "2026-03-16", 7, HISTORY_DAILY_SUM);
	market_row(&market, EVERY_STRANGE, INT64_MAX / 2);
	market_row(&market, "us-a/alpha", INT64_MAX / 4);
	market_row(&market, "nobody/\xe7\x99\xbd\xe9\xb7\xba", 5);
	market_listing(&market, "2026-02-01", EVERY_STRANGE, MARKET_DOLLAR, 2 * MARKET_DOLLAR);
	market_open(&market);
	visit_week(&visitor, &market, "2026-03-16", EVERY_STRANGE, "us-a");
	market_done(&market);

	market_round(&market);
	market_providers(&market, "us-a/alpha");
	visit_week(&visitor, &market, "2026-03-09", "us-a/alpha", "cn-a");
	visit_week(&visitor, &market, "2026-03-16", "us-a/alpha", "cn-a");
	market_done(&market);

	market_sample(&market);
	visit_week(&visitor, &market, "2026-08-10", "z-ai/glm-5.2", "tencent");
	visit_week(&visitor, &market, "2026-05-18", "z-ai/glm-5.2", "tencent");
	market_done(&market);
	return visitor.n;
}
