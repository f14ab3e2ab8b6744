"""A review as JSON, in the shape of the contract."""

from coach.domain.documents import Document, envelope, stall_document
from coach.domain.evidence import Citation
from coach.domain.review import Alternative, Review, Verdict


def review_document(review: Review) -> Document:
    return envelope(
        {
            "review_id": review.review_id,
            "deal_id": review.deal_id,
            "stall": stall_document(review.stall),
            "attempts": [
                {
                    "attempt_id": a.attempt_id,
                    "what": a.what,
                    "move": a.move.value,
                    "with_whom": a.with_whom,
                    "started_at": a.started_at.isoformat(),
                    "activity_ids": list(a.activity_ids),
                    "effect": a.effect.value,
                    "effect_after_days": a.effect_after_days,
                }
                for a in review.attempts
            ],
            "answers": [
                {
                    "question": answer.question.value,
                    "title": answer.title,
                    "status": answer.status.value,
                    "points": [{"text": p.text, "citations": _citations(p.citations)} for p in answer.points],
                    "ask": answer.ask,
                }
                for answer in review.answers
            ],
            "extra_answers": [
                {
                    "question_id": extra.question_id,
                    "asked": extra.asked,
                    "status": extra.status.value,
                    "points": [{"text": p.text, "citations": _citations(p.citations)} for p in extra.points],
                }
                for extra in review.extra
            ],
            "obstacles": [{"name": o.name, "citations": _citations(o.citations)} for o in review.obstacles],
            "alternatives": [_alternative(a) for a in review.alternatives],
            "precedents": [
                {
                    "case_id": p.case_id,
                    "deal_id": p.deal_id,
                    "title": p.title,
                    "outcome": p.outcome.value,
                    "similarity": p.similarity,
                    "why_similar": p.why_similar,
                    "turning_point": p.turning_point,
                    "citations": _citations(p.citations),
                }
                for p in review.precedents
            ],
            "verdict": _verdict(review.verdict),
            "dropped": [{"text": d.text, "reason": d.reason} for d in review.dropped],
            "provenance": review.provenance.model_dump(mode="json"),
        },
        review.as_of,
        review.generated_at,
    )


def _citations(citations: tuple[Citation, ...]) -> list[Document]:
    return [c.model_dump(mode="json") for c in citations]


def _alternative(alternative: Alternative) -> Document:
    return {
        **alternative.model_dump(mode="json", exclude={"citations"}),
        "citations": _citations(alternative.citations),
    }


def _verdict(verdict: Verdict) -> Document:
    return {
        "decision": verdict.decision.value,
        "reasons": [{"rule": r.rule, "text": r.text, "citations": _citations(r.citations)} for r in verdict.reasons],
        "open_questions": list(verdict.open_questions),
        "would_change_if": verdict.would_change_if,
    }
