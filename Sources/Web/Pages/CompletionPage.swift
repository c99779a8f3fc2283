import Classroom
import Hummingbird
import Identity
import Runtime
import Words

/// What completing a class takes, and who has completed it and why 结业与学时: the organizer's page.
extension Site {
  func answerCompletion(_ incoming: Incoming, _ session: LiveSession) async throws -> Response {
    guard incoming.method == .post else {
      return .page(try await completionPage(incoming, session))
    }
    let here = Route.completion(id: session.section.rawValue).path
    switch incoming.form["do"] {
    case "set":
      let form = CompletionForm(incoming.form)
      func refuse(_ wrong: String) async throws -> Response {
        .page(
          try await completionPage(incoming, session, typed: form, wrong: wrong),
          status: .unprocessableContent)
      }
      do {
        let chosen = await session.state.completion.credit
        let acting = Acting(session: session, author: Author(.organizer))
        try await acting.handle(.setCompletion(form.settings(chosen: chosen)), id: nil)
      } catch let problem as CompletionForm.Problem {
        let about = problem.label.map { word($0, in: incoming.language) } ?? problem.argument
        return try await refuse(word(problem.key, [about], in: incoming.language))
      } catch let rejection as Rejection {
        return try await refuse(word("reject.\(rejection.token)", in: incoming.language))
      }
      return .seeOther(here + "?said=saved")
    case "issue":
      let (said, wrong) = try await issueCertificates(incoming, session)
      if let wrong {
        return .page(
          try await completionPage(incoming, session, wrong: wrong), status: .conflict)
      }
      return .seeOther(here + "?said=" + said)
    case "revoke":
      if let wrong = try await revokeCertificate(incoming, session) {
        return .page(
          try await completionPage(incoming, session, wrong: wrong),
          status: .unprocessableContent)
      }
      return .seeOther(here + "?said=revoked")
    default: throw PageError(.unprocessableContent, "error.formUnreadable")
    }
  }

  private func completionPage(
    _ incoming: Incoming, _ session: LiveSession, typed: CompletionForm? = nil,
    wrong: String? = nil
  ) async throws -> String {
    let language = incoming.language
    let state = await session.state
    let id = session.section.rawValue
    let record = SectionRecord(
      of: state, roster: try await people.roster(of: session.section), at: clock(),
      timeZone: timeZone)
    var model = organizerModel(incoming, title: word("completion.title", in: language))
    model["title"] = state.profile.title
    model["section"] = Route.section(id: id).path
    model["action"] = Route.completion(id: id).path
    model.merge(formModel(typed ?? CompletionForm(state.completion), state, in: language)) { $1 }
    if let wrong { self.wrong([wrong], into: &model) }
    switch incoming.query["said"] {
    case "saved": model["flash"] = word("completion.saved", in: language)
    case "issued":
      let count = incoming.query["n"].flatMap { Int($0) } ?? 0
      model["flash"] = word("certificate.said.issued", ["\(count)"], in: language)
    case "revoked": model["flash"] = word("certificate.said.revoked", in: language)
    default: break
    }
    model["isOver"] = state.phase == .closed
    model["certificates"] = try await certificatesModel(state, in: language)
    model["record"] = record.completionModel(Wording(language: language))
    return renderer.render("completion", model, in: language)
  }

  private func formModel(
    _ form: CompletionForm, _ state: State, in language: Language
  ) -> [String: Any] {
    let halves = state.roll.checkpoints.count
    let bounds: [CompletionRule.Kind: ClosedRange<Int>] = [
      .presence: 1...100, .halfDays: 1...max(1, halves), .punctual: 0...halves,
      .leave: Limits.leaveOneIn, .postTest: 1...100,
    ]
    return [
      "rules": CompletionRule.Kind.allCases.map { kind -> [String: Any] in
        var row: [String: Any] = [
          "kind": kind.rawValue, "on": form.ticked.contains(kind),
          "label": word("completion.field.\(kind.rawValue)", in: language),
        ]
        if let bounds = bounds[kind] {
          row["number"] = [
            "kind": kind.rawValue, "value": form.numbers[kind] ?? "",
            "least": bounds.lowerBound, "most": bounds.upperBound,
          ]
        }
        return row
      },
      "noTest": !state.items.values.contains { $0.item.kind == .postTest },
      "tables": CreditTable.all.map {
        [
          "id": $0.id, "name": word("credit.\($0.id)", in: language), "source": $0.source,
          "on": form.credit == $0.id,
        ]
      },
      "own": [
        "on": form.credit == CreditTable.own, "bands": form.own.bands,
        "repeats": form.own.repeats, "source": form.own.source,
        "lots": CreditTable.Lot.allCases.map {
          [
            "lot": $0.rawValue, "name": word("credit.lot.\($0.rawValue)", in: language),
            "on": $0 == form.own.lot,
          ]
        },
      ],
      "authority": form.authority, "feeHours": form.feeHours,
      "kinds": CertificateKind.allCases.map {
        [
          "kind": $0.rawValue, "name": word("certificate.kind.\($0.rawValue)", in: language),
          "on": form.certificate == $0,
        ]
      },
      "issuer": form.issuer,
    ]
  }
}
