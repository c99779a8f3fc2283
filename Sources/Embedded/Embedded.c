// Written by bin/embed. Do not edit.
#include "Embedded.h"

static const unsigned char asset_0[] = {
#embed "../../Sources/Web/Public/cards.css" suffix(,)
  0};
static const unsigned char asset_1[] = {
#embed "../../Sources/Web/Public/certificates.css" suffix(,)
  0};
static const unsigned char asset_2[] = {
#embed "../../Sources/Web/Public/charts.css" suffix(,)
  0};
static const unsigned char asset_3[] = {
#embed "../../Sources/Web/Public/door.css" suffix(,)
  0};
static const unsigned char asset_4[] = {
#embed "../../Sources/Web/Public/door.js" suffix(,)
  0};
static const unsigned char asset_5[] = {
#embed "../../Sources/Web/Public/editor.js" suffix(,)
  0};
static const unsigned char asset_6[] = {
#embed "../../Sources/Web/Public/icon.svg" suffix(,)
  0};
static const unsigned char asset_7[] = {
#embed "../../Sources/Web/Public/learner.js" suffix(,)
  0};
static const unsigned char asset_8[] = {
#embed "../../Sources/Web/Public/live.js" suffix(,)
  0};
static const unsigned char asset_9[] = {
#embed "../../Sources/Web/Public/look.css" suffix(,)
  0};
static const unsigned char asset_10[] = {
#embed "../../Sources/Web/Public/organizer.css" suffix(,)
  0};
static const unsigned char asset_11[] = {
#embed "../../Sources/Web/Public/organizer.js" suffix(,)
  0};
static const unsigned char asset_12[] = {
#embed "../../Sources/Web/Public/pace.js" suffix(,)
  0};
static const unsigned char asset_13[] = {
#embed "../../Sources/Web/Public/papers.css" suffix(,)
  0};
static const unsigned char asset_14[] = {
#embed "../../Sources/Web/Public/papers.js" suffix(,)
  0};
static const unsigned char asset_15[] = {
#embed "../../Sources/Web/Public/room.css" suffix(,)
  0};
static const unsigned char asset_16[] = {
#embed "../../Sources/Web/Public/screen.js" suffix(,)
  0};
static const unsigned char asset_17[] = {
#embed "../../Sources/Web/Public/sheets.js" suffix(,)
  0};
static const unsigned char asset_18[] = {
#embed "../../Sources/Web/Public/trainer.js" suffix(,)
  0};
static const unsigned char asset_19[] = {
#embed "../../Sources/Web/Public/years.css" suffix(,)
  0};
static const unsigned char asset_20[] = {
#embed "../../Sources/Web/Templates/account.mustache" suffix(,)
  0};
static const unsigned char asset_21[] = {
#embed "../../Sources/Web/Templates/analysis.mustache" suffix(,)
  0};
static const unsigned char asset_22[] = {
#embed "../../Sources/Web/Templates/answer-cards.mustache" suffix(,)
  0};
static const unsigned char asset_23[] = {
#embed "../../Sources/Web/Templates/answer-sheet-rows.mustache" suffix(,)
  0};
static const unsigned char asset_24[] = {
#embed "../../Sources/Web/Templates/answer-sheet.mustache" suffix(,)
  0};
static const unsigned char asset_25[] = {
#embed "../../Sources/Web/Templates/case-text.mustache" suffix(,)
  0};
static const unsigned char asset_26[] = {
#embed "../../Sources/Web/Templates/certificate-list.mustache" suffix(,)
  0};
static const unsigned char asset_27[] = {
#embed "../../Sources/Web/Templates/certificate-sheet.mustache" suffix(,)
  0};
static const unsigned char asset_28[] = {
#embed "../../Sources/Web/Templates/certificates.mustache" suffix(,)
  0};
static const unsigned char asset_29[] = {
#embed "../../Sources/Web/Templates/chart.mustache" suffix(,)
  0};
static const unsigned char asset_30[] = {
#embed "../../Sources/Web/Templates/compare.mustache" suffix(,)
  0};
static const unsigned char asset_31[] = {
#embed "../../Sources/Web/Templates/completion-form.mustache" suffix(,)
  0};
static const unsigned char asset_32[] = {
#embed "../../Sources/Web/Templates/completion-record.mustache" suffix(,)
  0};
static const unsigned char asset_33[] = {
#embed "../../Sources/Web/Templates/completion.mustache" suffix(,)
  0};
static const unsigned char asset_34[] = {
#embed "../../Sources/Web/Templates/data-table.mustache" suffix(,)
  0};
static const unsigned char asset_35[] = {
#embed "../../Sources/Web/Templates/deck-form.mustache" suffix(,)
  0};
static const unsigned char asset_36[] = {
#embed "../../Sources/Web/Templates/decks.mustache" suffix(,)
  0};
static const unsigned char asset_37[] = {
#embed "../../Sources/Web/Templates/desk-cards.mustache" suffix(,)
  0};
static const unsigned char asset_38[] = {
#embed "../../Sources/Web/Templates/desk-class.mustache" suffix(,)
  0};
static const unsigned char asset_39[] = {
#embed "../../Sources/Web/Templates/desk-list.mustache" suffix(,)
  0};
static const unsigned char asset_40[] = {
#embed "../../Sources/Web/Templates/desk.mustache" suffix(,)
  0};
static const unsigned char asset_41[] = {
#embed "../../Sources/Web/Templates/door-choice.mustache" suffix(,)
  0};
static const unsigned char asset_42[] = {
#embed "../../Sources/Web/Templates/door-count.mustache" suffix(,)
  0};
static const unsigned char asset_43[] = {
#embed "../../Sources/Web/Templates/door-halves.mustache" suffix(,)
  0};
static const unsigned char asset_44[] = {
#embed "../../Sources/Web/Templates/door-list.mustache" suffix(,)
  0};
static const unsigned char asset_45[] = {
#embed "../../Sources/Web/Templates/door.mustache" suffix(,)
  0};
static const unsigned char asset_46[] = {
#embed "../../Sources/Web/Templates/erased.mustache" suffix(,)
  0};
static const unsigned char asset_47[] = {
#embed "../../Sources/Web/Templates/error.mustache" suffix(,)
  0};
static const unsigned char asset_48[] = {
#embed "../../Sources/Web/Templates/evaluation-form.mustache" suffix(,)
  0};
static const unsigned char asset_49[] = {
#embed "../../Sources/Web/Templates/evaluation.mustache" suffix(,)
  0};
static const unsigned char asset_50[] = {
#embed "../../Sources/Web/Templates/export.mustache" suffix(,)
  0};
static const unsigned char asset_51[] = {
#embed "../../Sources/Web/Templates/fee-receipt.mustache" suffix(,)
  0};
static const unsigned char asset_52[] = {
#embed "../../Sources/Web/Templates/follow-up-desk.mustache" suffix(,)
  0};
static const unsigned char asset_53[] = {
#embed "../../Sources/Web/Templates/follow-up-door.mustache" suffix(,)
  0};
static const unsigned char asset_54[] = {
#embed "../../Sources/Web/Templates/follow-up.mustache" suffix(,)
  0};
static const unsigned char asset_55[] = {
#embed "../../Sources/Web/Templates/gain-table.mustache" suffix(,)
  0};
static const unsigned char asset_56[] = {
#embed "../../Sources/Web/Templates/group-list.mustache" suffix(,)
  0};
static const unsigned char asset_57[] = {
#embed "../../Sources/Web/Templates/group-record.mustache" suffix(,)
  0};
static const unsigned char asset_58[] = {
#embed "../../Sources/Web/Templates/home.mustache" suffix(,)
  0};
static const unsigned char asset_59[] = {
#embed "../../Sources/Web/Templates/intention.mustache" suffix(,)
  0};
static const unsigned char asset_60[] = {
#embed "../../Sources/Web/Templates/item-bar.mustache" suffix(,)
  0};
static const unsigned char asset_61[] = {
#embed "../../Sources/Web/Templates/item-facts.mustache" suffix(,)
  0};
static const unsigned char asset_62[] = {
#embed "../../Sources/Web/Templates/join.mustache" suffix(,)
  0};
static const unsigned char asset_63[] = {
#embed "../../Sources/Web/Templates/layout.mustache" suffix(,)
  0};
static const unsigned char asset_64[] = {
#embed "../../Sources/Web/Templates/learner-ask.mustache" suffix(,)
  0};
static const unsigned char asset_65[] = {
#embed "../../Sources/Web/Templates/learner-check-in.mustache" suffix(,)
  0};
static const unsigned char asset_66[] = {
#embed "../../Sources/Web/Templates/learner-clock.mustache" suffix(,)
  0};
static const unsigned char asset_67[] = {
#embed "../../Sources/Web/Templates/learner-entry.mustache" suffix(,)
  0};
static const unsigned char asset_68[] = {
#embed "../../Sources/Web/Templates/learner-guide.mustache" suffix(,)
  0};
static const unsigned char asset_69[] = {
#embed "../../Sources/Web/Templates/learner-pace.mustache" suffix(,)
  0};
static const unsigned char asset_70[] = {
#embed "../../Sources/Web/Templates/learner-room.mustache" suffix(,)
  0};
static const unsigned char asset_71[] = {
#embed "../../Sources/Web/Templates/learner-shown.mustache" suffix(,)
  0};
static const unsigned char asset_72[] = {
#embed "../../Sources/Web/Templates/learner-slide.mustache" suffix(,)
  0};
static const unsigned char asset_73[] = {
#embed "../../Sources/Web/Templates/learner-task.mustache" suffix(,)
  0};
static const unsigned char asset_74[] = {
#embed "../../Sources/Web/Templates/learner-wall.mustache" suffix(,)
  0};
static const unsigned char asset_75[] = {
#embed "../../Sources/Web/Templates/learner.mustache" suffix(,)
  0};
static const unsigned char asset_76[] = {
#embed "../../Sources/Web/Templates/name-plates.mustache" suffix(,)
  0};
static const unsigned char asset_77[] = {
#embed "../../Sources/Web/Templates/notice.mustache" suffix(,)
  0};
static const unsigned char asset_78[] = {
#embed "../../Sources/Web/Templates/organizer-top.mustache" suffix(,)
  0};
static const unsigned char asset_79[] = {
#embed "../../Sources/Web/Templates/organizer-wrong.mustache" suffix(,)
  0};
static const unsigned char asset_80[] = {
#embed "../../Sources/Web/Templates/page-links.mustache" suffix(,)
  0};
static const unsigned char asset_81[] = {
#embed "../../Sources/Web/Templates/paper-head.mustache" suffix(,)
  0};
static const unsigned char asset_82[] = {
#embed "../../Sources/Web/Templates/person.mustache" suffix(,)
  0};
static const unsigned char asset_83[] = {
#embed "../../Sources/Web/Templates/personal-cards.mustache" suffix(,)
  0};
static const unsigned char asset_84[] = {
#embed "../../Sources/Web/Templates/plan-activity.mustache" suffix(,)
  0};
static const unsigned char asset_85[] = {
#embed "../../Sources/Web/Templates/plan-counts.mustache" suffix(,)
  0};
static const unsigned char asset_86[] = {
#embed "../../Sources/Web/Templates/plan-day.mustache" suffix(,)
  0};
static const unsigned char asset_87[] = {
#embed "../../Sources/Web/Templates/plan-finding.mustache" suffix(,)
  0};
static const unsigned char asset_88[] = {
#embed "../../Sources/Web/Templates/plan-outline.mustache" suffix(,)
  0};
static const unsigned char asset_89[] = {
#embed "../../Sources/Web/Templates/plan-paper.mustache" suffix(,)
  0};
static const unsigned char asset_90[] = {
#embed "../../Sources/Web/Templates/plan-whole.mustache" suffix(,)
  0};
static const unsigned char asset_91[] = {
#embed "../../Sources/Web/Templates/plan.mustache" suffix(,)
  0};
static const unsigned char asset_92[] = {
#embed "../../Sources/Web/Templates/present-sheet.mustache" suffix(,)
  0};
static const unsigned char asset_93[] = {
#embed "../../Sources/Web/Templates/print-bar.mustache" suffix(,)
  0};
static const unsigned char asset_94[] = {
#embed "../../Sources/Web/Templates/privacy.mustache" suffix(,)
  0};
static const unsigned char asset_95[] = {
#embed "../../Sources/Web/Templates/question.mustache" suffix(,)
  0};
static const unsigned char asset_96[] = {
#embed "../../Sources/Web/Templates/questions.mustache" suffix(,)
  0};
static const unsigned char asset_97[] = {
#embed "../../Sources/Web/Templates/record-store.mustache" suffix(,)
  0};
static const unsigned char asset_98[] = {
#embed "../../Sources/Web/Templates/replan.mustache" suffix(,)
  0};
static const unsigned char asset_99[] = {
#embed "../../Sources/Web/Templates/report-body.mustache" suffix(,)
  0};
static const unsigned char asset_100[] = {
#embed "../../Sources/Web/Templates/report-completion.mustache" suffix(,)
  0};
static const unsigned char asset_101[] = {
#embed "../../Sources/Web/Templates/report-evaluation.mustache" suffix(,)
  0};
static const unsigned char asset_102[] = {
#embed "../../Sources/Web/Templates/report-file.mustache" suffix(,)
  0};
static const unsigned char asset_103[] = {
#embed "../../Sources/Web/Templates/report-follow-up.mustache" suffix(,)
  0};
static const unsigned char asset_104[] = {
#embed "../../Sources/Web/Templates/report-groups.mustache" suffix(,)
  0};
static const unsigned char asset_105[] = {
#embed "../../Sources/Web/Templates/report-item.mustache" suffix(,)
  0};
static const unsigned char asset_106[] = {
#embed "../../Sources/Web/Templates/report-rooms.mustache" suffix(,)
  0};
static const unsigned char asset_107[] = {
#embed "../../Sources/Web/Templates/report.mustache" suffix(,)
  0};
static const unsigned char asset_108[] = {
#embed "../../Sources/Web/Templates/room-choice.mustache" suffix(,)
  0};
static const unsigned char asset_109[] = {
#embed "../../Sources/Web/Templates/room-counts.mustache" suffix(,)
  0};
static const unsigned char asset_110[] = {
#embed "../../Sources/Web/Templates/room-rows.mustache" suffix(,)
  0};
static const unsigned char asset_111[] = {
#embed "../../Sources/Web/Templates/roster-merge.mustache" suffix(,)
  0};
static const unsigned char asset_112[] = {
#embed "../../Sources/Web/Templates/roster-person.mustache" suffix(,)
  0};
static const unsigned char asset_113[] = {
#embed "../../Sources/Web/Templates/roster-preview.mustache" suffix(,)
  0};
static const unsigned char asset_114[] = {
#embed "../../Sources/Web/Templates/roster-problems.mustache" suffix(,)
  0};
static const unsigned char asset_115[] = {
#embed "../../Sources/Web/Templates/roster.mustache" suffix(,)
  0};
static const unsigned char asset_116[] = {
#embed "../../Sources/Web/Templates/run-sheet.mustache" suffix(,)
  0};
static const unsigned char asset_117[] = {
#embed "../../Sources/Web/Templates/screen-foot.mustache" suffix(,)
  0};
static const unsigned char asset_118[] = {
#embed "../../Sources/Web/Templates/screen-head.mustache" suffix(,)
  0};
static const unsigned char asset_119[] = {
#embed "../../Sources/Web/Templates/screen-stage.mustache" suffix(,)
  0};
static const unsigned char asset_120[] = {
#embed "../../Sources/Web/Templates/screen-task.mustache" suffix(,)
  0};
static const unsigned char asset_121[] = {
#embed "../../Sources/Web/Templates/screen.mustache" suffix(,)
  0};
static const unsigned char asset_122[] = {
#embed "../../Sources/Web/Templates/seat-table.mustache" suffix(,)
  0};
static const unsigned char asset_123[] = {
#embed "../../Sources/Web/Templates/section-counts.mustache" suffix(,)
  0};
static const unsigned char asset_124[] = {
#embed "../../Sources/Web/Templates/section-door.mustache" suffix(,)
  0};
static const unsigned char asset_125[] = {
#embed "../../Sources/Web/Templates/section-feedback.mustache" suffix(,)
  0};
static const unsigned char asset_126[] = {
#embed "../../Sources/Web/Templates/section-form.mustache" suffix(,)
  0};
static const unsigned char asset_127[] = {
#embed "../../Sources/Web/Templates/section-phase.mustache" suffix(,)
  0};
static const unsigned char asset_128[] = {
#embed "../../Sources/Web/Templates/section-roll.mustache" suffix(,)
  0};
static const unsigned char asset_129[] = {
#embed "../../Sources/Web/Templates/section-room-rows.mustache" suffix(,)
  0};
static const unsigned char asset_130[] = {
#embed "../../Sources/Web/Templates/section-rooms.mustache" suffix(,)
  0};
static const unsigned char asset_131[] = {
#embed "../../Sources/Web/Templates/section.mustache" suffix(,)
  0};
static const unsigned char asset_132[] = {
#embed "../../Sources/Web/Templates/sheets.mustache" suffix(,)
  0};
static const unsigned char asset_133[] = {
#embed "../../Sources/Web/Templates/sign-in-sheet.mustache" suffix(,)
  0};
static const unsigned char asset_134[] = {
#embed "../../Sources/Web/Templates/sign-in.mustache" suffix(,)
  0};
static const unsigned char asset_135[] = {
#embed "../../Sources/Web/Templates/start.mustache" suffix(,)
  0};
static const unsigned char asset_136[] = {
#embed "../../Sources/Web/Templates/summary-paper.mustache" suffix(,)
  0};
static const unsigned char asset_137[] = {
#embed "../../Sources/Web/Templates/take-over.mustache" suffix(,)
  0};
static const unsigned char asset_138[] = {
#embed "../../Sources/Web/Templates/trainer-clock.mustache" suffix(,)
  0};
static const unsigned char asset_139[] = {
#embed "../../Sources/Web/Templates/trainer-controls.mustache" suffix(,)
  0};
static const unsigned char asset_140[] = {
#embed "../../Sources/Web/Templates/trainer-gain.mustache" suffix(,)
  0};
static const unsigned char asset_141[] = {
#embed "../../Sources/Web/Templates/trainer-groups.mustache" suffix(,)
  0};
static const unsigned char asset_142[] = {
#embed "../../Sources/Web/Templates/trainer-items.mustache" suffix(,)
  0};
static const unsigned char asset_143[] = {
#embed "../../Sources/Web/Templates/trainer-more.mustache" suffix(,)
  0};
static const unsigned char asset_144[] = {
#embed "../../Sources/Web/Templates/trainer-notes.mustache" suffix(,)
  0};
static const unsigned char asset_145[] = {
#embed "../../Sources/Web/Templates/trainer-pace.mustache" suffix(,)
  0};
static const unsigned char asset_146[] = {
#embed "../../Sources/Web/Templates/trainer-room.mustache" suffix(,)
  0};
static const unsigned char asset_147[] = {
#embed "../../Sources/Web/Templates/trainer-rooms.mustache" suffix(,)
  0};
static const unsigned char asset_148[] = {
#embed "../../Sources/Web/Templates/trainer-spine.mustache" suffix(,)
  0};
static const unsigned char asset_149[] = {
#embed "../../Sources/Web/Templates/trainer-stage.mustache" suffix(,)
  0};
static const unsigned char asset_150[] = {
#embed "../../Sources/Web/Templates/trainer-steps.mustache" suffix(,)
  0};
static const unsigned char asset_151[] = {
#embed "../../Sources/Web/Templates/trainer-timer.mustache" suffix(,)
  0};
static const unsigned char asset_152[] = {
#embed "../../Sources/Web/Templates/trainer-wall.mustache" suffix(,)
  0};
static const unsigned char asset_153[] = {
#embed "../../Sources/Web/Templates/trainer.mustache" suffix(,)
  0};
static const unsigned char asset_154[] = {
#embed "../../Sources/Web/Templates/verify.mustache" suffix(,)
  0};
static const unsigned char asset_155[] = {
#embed "../../Sources/Web/Templates/year-body.mustache" suffix(,)
  0};
static const unsigned char asset_156[] = {
#embed "../../Sources/Web/Templates/year-file.mustache" suffix(,)
  0};
static const unsigned char asset_157[] = {
#embed "../../Sources/Web/Templates/year.mustache" suffix(,)
  0};
static const unsigned char asset_158[] = {
#embed "../../Sources/Web/Templates/years.mustache" suffix(,)
  0};
static const unsigned char asset_159[] = {
#embed "../../Sources/Words/Tables/charts.en.strings" suffix(,)
  0};
static const unsigned char asset_160[] = {
#embed "../../Sources/Words/Tables/charts.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_161[] = {
#embed "../../Sources/Words/Tables/cli.en.strings" suffix(,)
  0};
static const unsigned char asset_162[] = {
#embed "../../Sources/Words/Tables/cli.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_163[] = {
#embed "../../Sources/Words/Tables/completion.en.strings" suffix(,)
  0};
static const unsigned char asset_164[] = {
#embed "../../Sources/Words/Tables/completion.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_165[] = {
#embed "../../Sources/Words/Tables/door.en.strings" suffix(,)
  0};
static const unsigned char asset_166[] = {
#embed "../../Sources/Words/Tables/door.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_167[] = {
#embed "../../Sources/Words/Tables/elsewhere.en.strings" suffix(,)
  0};
static const unsigned char asset_168[] = {
#embed "../../Sources/Words/Tables/elsewhere.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_169[] = {
#embed "../../Sources/Words/Tables/findings.en.strings" suffix(,)
  0};
static const unsigned char asset_170[] = {
#embed "../../Sources/Words/Tables/findings.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_171[] = {
#embed "../../Sources/Words/Tables/listing.en.strings" suffix(,)
  0};
static const unsigned char asset_172[] = {
#embed "../../Sources/Words/Tables/listing.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_173[] = {
#embed "../../Sources/Words/Tables/organizer.en.strings" suffix(,)
  0};
static const unsigned char asset_174[] = {
#embed "../../Sources/Words/Tables/organizer.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_175[] = {
#embed "../../Sources/Words/Tables/papers.en.strings" suffix(,)
  0};
static const unsigned char asset_176[] = {
#embed "../../Sources/Words/Tables/papers.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_177[] = {
#embed "../../Sources/Words/Tables/privacy.en.strings" suffix(,)
  0};
static const unsigned char asset_178[] = {
#embed "../../Sources/Words/Tables/privacy.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_179[] = {
#embed "../../Sources/Words/Tables/rehearse.en.strings" suffix(,)
  0};
static const unsigned char asset_180[] = {
#embed "../../Sources/Words/Tables/rehearse.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_181[] = {
#embed "../../Sources/Words/Tables/report.en.strings" suffix(,)
  0};
static const unsigned char asset_182[] = {
#embed "../../Sources/Words/Tables/report.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_183[] = {
#embed "../../Sources/Words/Tables/room.en.strings" suffix(,)
  0};
static const unsigned char asset_184[] = {
#embed "../../Sources/Words/Tables/room.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_185[] = {
#embed "../../Sources/Words/Tables/rooms.en.strings" suffix(,)
  0};
static const unsigned char asset_186[] = {
#embed "../../Sources/Words/Tables/rooms.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_187[] = {
#embed "../../Sources/Words/Tables/stage.en.strings" suffix(,)
  0};
static const unsigned char asset_188[] = {
#embed "../../Sources/Words/Tables/stage.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_189[] = {
#embed "../../Sources/Words/Tables/word.en.strings" suffix(,)
  0};
static const unsigned char asset_190[] = {
#embed "../../Sources/Words/Tables/word.zh-Hans.strings" suffix(,)
  0};
static const unsigned char asset_191[] = {
#embed "../../Sources/Words/Tables/years.en.strings" suffix(,)
  0};
static const unsigned char asset_192[] = {
#embed "../../Sources/Words/Tables/years.zh-Hans.strings" suffix(,)
  0};

static const GuildhallAsset assets[] = {
  {"Web/Public/cards.css", asset_0, sizeof(asset_0) - 1},
  {"Web/Public/certificates.css", asset_1, sizeof(asset_1) - 1},
  {"Web/Public/charts.css", asset_2, sizeof(asset_2) - 1},
  {"Web/Public/door.css", asset_3, sizeof(asset_3) - 1},
  {"Web/Public/door.js", asset_4, sizeof(asset_4) - 1},
  {"Web/Public/editor.js", asset_5, sizeof(asset_5) - 1},
  {"Web/Public/icon.svg", asset_6, sizeof(asset_6) - 1},
  {"Web/Public/learner.js", asset_7, sizeof(asset_7) - 1},
  {"Web/Public/live.js", asset_8, sizeof(asset_8) - 1},
  {"Web/Public/look.css", asset_9, sizeof(asset_9) - 1},
  {"Web/Public/organizer.css", asset_10, sizeof(asset_10) - 1},
  {"Web/Public/organizer.js", asset_11, sizeof(asset_11) - 1},
  {"Web/Public/pace.js", asset_12, sizeof(asset_12) - 1},
  {"Web/Public/papers.css", asset_13, sizeof(asset_13) - 1},
  {"Web/Public/papers.js", asset_14, sizeof(asset_14) - 1},
  {"Web/Public/room.css", asset_15, sizeof(asset_15) - 1},
  {"Web/Public/screen.js", asset_16, sizeof(asset_16) - 1},
  {"Web/Public/sheets.js", asset_17, sizeof(asset_17) - 1},
  {"Web/Public/trainer.js", asset_18, sizeof(asset_18) - 1},
  {"Web/Public/years.css", asset_19, sizeof(asset_19) - 1},
  {"Web/Templates/account.mustache", asset_20, sizeof(asset_20) - 1},
  {"Web/Templates/analysis.mustache", asset_21, sizeof(asset_21) - 1},
  {"Web/Templates/answer-cards.mustache", asset_22, sizeof(asset_22) - 1},
  {"Web/Templates/answer-sheet-rows.mustache", asset_23, sizeof(asset_23) - 1},
  {"Web/Templates/answer-sheet.mustache", asset_24, sizeof(asset_24) - 1},
  {"Web/Templates/case-text.mustache", asset_25, sizeof(asset_25) - 1},
  {"Web/Templates/certificate-list.mustache", asset_26, sizeof(asset_26) - 1},
  {"Web/Templates/certificate-sheet.mustache", asset_27, sizeof(asset_27) - 1},
  {"Web/Templates/certificates.mustache", asset_28, sizeof(asset_28) - 1},
  {"Web/Templates/chart.mustache", asset_29, sizeof(asset_29) - 1},
  {"Web/Templates/compare.mustache", asset_30, sizeof(asset_30) - 1},
  {"Web/Templates/completion-form.mustache", asset_31, sizeof(asset_31) - 1},
  {"Web/Templates/completion-record.mustache", asset_32, sizeof(asset_32) - 1},
  {"Web/Templates/completion.mustache", asset_33, sizeof(asset_33) - 1},
  {"Web/Templates/data-table.mustache", asset_34, sizeof(asset_34) - 1},
  {"Web/Templates/deck-form.mustache", asset_35, sizeof(asset_35) - 1},
  {"Web/Templates/decks.mustache", asset_36, sizeof(asset_36) - 1},
  {"Web/Templates/desk-cards.mustache", asset_37, sizeof(asset_37) - 1},
  {"Web/Templates/desk-class.mustache", asset_38, sizeof(asset_38) - 1},
  {"Web/Templates/desk-list.mustache", asset_39, sizeof(asset_39) - 1},
  {"Web/Templates/desk.mustache", asset_40, sizeof(asset_40) - 1},
  {"Web/Templates/door-choice.mustache", asset_41, sizeof(asset_41) - 1},
  {"Web/Templates/door-count.mustache", asset_42, sizeof(asset_42) - 1},
  {"Web/Templates/door-halves.mustache", asset_43, sizeof(asset_43) - 1},
  {"Web/Templates/door-list.mustache", asset_44, sizeof(asset_44) - 1},
  {"Web/Templates/door.mustache", asset_45, sizeof(asset_45) - 1},
  {"Web/Templates/erased.mustache", asset_46, sizeof(asset_46) - 1},
  {"Web/Templates/error.mustache", asset_47, sizeof(asset_47) - 1},
  {"Web/Templates/evaluation-form.mustache", asset_48, sizeof(asset_48) - 1},
  {"Web/Templates/evaluation.mustache", asset_49, sizeof(asset_49) - 1},
  {"Web/Templates/export.mustache", asset_50, sizeof(asset_50) - 1},
  {"Web/Templates/fee-receipt.mustache", asset_51, sizeof(asset_51) - 1},
  {"Web/Templates/follow-up-desk.mustache", asset_52, sizeof(asset_52) - 1},
  {"Web/Templates/follow-up-door.mustache", asset_53, sizeof(asset_53) - 1},
  {"Web/Templates/follow-up.mustache", asset_54, sizeof(asset_54) - 1},
  {"Web/Templates/gain-table.mustache", asset_55, sizeof(asset_55) - 1},
  {"Web/Templates/group-list.mustache", asset_56, sizeof(asset_56) - 1},
  {"Web/Templates/group-record.mustache", asset_57, sizeof(asset_57) - 1},
  {"Web/Templates/home.mustache", asset_58, sizeof(asset_58) - 1},
  {"Web/Templates/intention.mustache", asset_59, sizeof(asset_59) - 1},
  {"Web/Templates/item-bar.mustache", asset_60, sizeof(asset_60) - 1},
  {"Web/Templates/item-facts.mustache", asset_61, sizeof(asset_61) - 1},
  {"Web/Templates/join.mustache", asset_62, sizeof(asset_62) - 1},
  {"Web/Templates/layout.mustache", asset_63, sizeof(asset_63) - 1},
  {"Web/Templates/learner-ask.mustache", asset_64, sizeof(asset_64) - 1},
  {"Web/Templates/learner-check-in.mustache", asset_65, sizeof(asset_65) - 1},
  {"Web/Templates/learner-clock.mustache", asset_66, sizeof(asset_66) - 1},
  {"Web/Templates/learner-entry.mustache", asset_67, sizeof(asset_67) - 1},
  {"Web/Templates/learner-guide.mustache", asset_68, sizeof(asset_68) - 1},
  {"Web/Templates/learner-pace.mustache", asset_69, sizeof(asset_69) - 1},
  {"Web/Templates/learner-room.mustache", asset_70, sizeof(asset_70) - 1},
  {"Web/Templates/learner-shown.mustache", asset_71, sizeof(asset_71) - 1},
  {"Web/Templates/learner-slide.mustache", asset_72, sizeof(asset_72) - 1},
  {"Web/Templates/learner-task.mustache", asset_73, sizeof(asset_73) - 1},
  {"Web/Templates/learner-wall.mustache", asset_74, sizeof(asset_74) - 1},
  {"Web/Templates/learner.mustache", asset_75, sizeof(asset_75) - 1},
  {"Web/Templates/name-plates.mustache", asset_76, sizeof(asset_76) - 1},
  {"Web/Templates/notice.mustache", asset_77, sizeof(asset_77) - 1},
  {"Web/Templates/organizer-top.mustache", asset_78, sizeof(asset_78) - 1},
  {"Web/Templates/organizer-wrong.mustache", asset_79, sizeof(asset_79) - 1},
  {"Web/Templates/page-links.mustache", asset_80, sizeof(asset_80) - 1},
  {"Web/Templates/paper-head.mustache", asset_81, sizeof(asset_81) - 1},
  {"Web/Templates/person.mustache", asset_82, sizeof(asset_82) - 1},
  {"Web/Templates/personal-cards.mustache", asset_83, sizeof(asset_83) - 1},
  {"Web/Templates/plan-activity.mustache", asset_84, sizeof(asset_84) - 1},
  {"Web/Templates/plan-counts.mustache", asset_85, sizeof(asset_85) - 1},
  {"Web/Templates/plan-day.mustache", asset_86, sizeof(asset_86) - 1},
  {"Web/Templates/plan-finding.mustache", asset_87, sizeof(asset_87) - 1},
  {"Web/Templates/plan-outline.mustache", asset_88, sizeof(asset_88) - 1},
  {"Web/Templates/plan-paper.mustache", asset_89, sizeof(asset_89) - 1},
  {"Web/Templates/plan-whole.mustache", asset_90, sizeof(asset_90) - 1},
  {"Web/Templates/plan.mustache", asset_91, sizeof(asset_91) - 1},
  {"Web/Templates/present-sheet.mustache", asset_92, sizeof(asset_92) - 1},
  {"Web/Templates/print-bar.mustache", asset_93, sizeof(asset_93) - 1},
  {"Web/Templates/privacy.mustache", asset_94, sizeof(asset_94) - 1},
  {"Web/Templates/question.mustache", asset_95, sizeof(asset_95) - 1},
  {"Web/Templates/questions.mustache", asset_96, sizeof(asset_96) - 1},
  {"Web/Templates/record-store.mustache", asset_97, sizeof(asset_97) - 1},
  {"Web/Templates/replan.mustache", asset_98, sizeof(asset_98) - 1},
  {"Web/Templates/report-body.mustache", asset_99, sizeof(asset_99) - 1},
  {"Web/Templates/report-completion.mustache", asset_100, sizeof(asset_100) - 1},
  {"Web/Templates/report-evaluation.mustache", asset_101, sizeof(asset_101) - 1},
  {"Web/Templates/report-file.mustache", asset_102, sizeof(asset_102) - 1},
  {"Web/Templates/report-follow-up.mustache", asset_103, sizeof(asset_103) - 1},
  {"Web/Templates/report-groups.mustache", asset_104, sizeof(asset_104) - 1},
  {"Web/Templates/report-item.mustache", asset_105, sizeof(asset_105) - 1},
  {"Web/Templates/report-rooms.mustache", asset_106, sizeof(asset_106) - 1},
  {"Web/Templates/report.mustache", asset_107, sizeof(asset_107) - 1},
  {"Web/Templates/room-choice.mustache", asset_108, sizeof(asset_108) - 1},
  {"Web/Templates/room-counts.mustache", asset_109, sizeof(asset_109) - 1},
  {"Web/Templates/room-rows.mustache", asset_110, sizeof(asset_110) - 1},
  {"Web/Templates/roster-merge.mustache", asset_111, sizeof(asset_111) - 1},
  {"Web/Templates/roster-person.mustache", asset_112, sizeof(asset_112) - 1},
  {"Web/Templates/roster-preview.mustache", asset_113, sizeof(asset_113) - 1},
  {"Web/Templates/roster-problems.mustache", asset_114, sizeof(asset_114) - 1},
  {"Web/Templates/roster.mustache", asset_115, sizeof(asset_115) - 1},
  {"Web/Templates/run-sheet.mustache", asset_116, sizeof(asset_116) - 1},
  {"Web/Templates/screen-foot.mustache", asset_117, sizeof(asset_117) - 1},
  {"Web/Templates/screen-head.mustache", asset_118, sizeof(asset_118) - 1},
  {"Web/Templates/screen-stage.mustache", asset_119, sizeof(asset_119) - 1},
  {"Web/Templates/screen-task.mustache", asset_120, sizeof(asset_120) - 1},
  {"Web/Templates/screen.mustache", asset_121, sizeof(asset_121) - 1},
  {"Web/Templates/seat-table.mustache", asset_122, sizeof(asset_122) - 1},
  {"Web/Templates/section-counts.mustache", asset_123, sizeof(asset_123) - 1},
  {"Web/Templates/section-door.mustache", asset_124, sizeof(asset_124) - 1},
  {"Web/Templates/section-feedback.mustache", asset_125, sizeof(asset_125) - 1},
  {"Web/Templates/section-form.mustache", asset_126, sizeof(asset_126) - 1},
  {"Web/Templates/section-phase.mustache", asset_127, sizeof(asset_127) - 1},
  {"Web/Templates/section-roll.mustache", asset_128, sizeof(asset_128) - 1},
  {"Web/Templates/section-room-rows.mustache", asset_129, sizeof(asset_129) - 1},
  {"Web/Templates/section-rooms.mustache", asset_130, sizeof(asset_130) - 1},
  {"Web/Templates/section.mustache", asset_131, sizeof(asset_131) - 1},
  {"Web/Templates/sheets.mustache", asset_132, sizeof(asset_132) - 1},
  {"Web/Templates/sign-in-sheet.mustache", asset_133, sizeof(asset_133) - 1},
  {"Web/Templates/sign-in.mustache", asset_134, sizeof(asset_134) - 1},
  {"Web/Templates/start.mustache", asset_135, sizeof(asset_135) - 1},
  {"Web/Templates/summary-paper.mustache", asset_136, sizeof(asset_136) - 1},
  {"Web/Templates/take-over.mustache", asset_137, sizeof(asset_137) - 1},
  {"Web/Templates/trainer-clock.mustache", asset_138, sizeof(asset_138) - 1},
  {"Web/Templates/trainer-controls.mustache", asset_139, sizeof(asset_139) - 1},
  {"Web/Templates/trainer-gain.mustache", asset_140, sizeof(asset_140) - 1},
  {"Web/Templates/trainer-groups.mustache", asset_141, sizeof(asset_141) - 1},
  {"Web/Templates/trainer-items.mustache", asset_142, sizeof(asset_142) - 1},
  {"Web/Templates/trainer-more.mustache", asset_143, sizeof(asset_143) - 1},
  {"Web/Templates/trainer-notes.mustache", asset_144, sizeof(asset_144) - 1},
  {"Web/Templates/trainer-pace.mustache", asset_145, sizeof(asset_145) - 1},
  {"Web/Templates/trainer-room.mustache", asset_146, sizeof(asset_146) - 1},
  {"Web/Templates/trainer-rooms.mustache", asset_147, sizeof(asset_147) - 1},
  {"Web/Templates/trainer-spine.mustache", asset_148, sizeof(asset_148) - 1},
  {"Web/Templates/trainer-stage.mustache", asset_149, sizeof(asset_149) - 1},
  {"Web/Templates/trainer-steps.mustache", asset_150, sizeof(asset_150) - 1},
  {"Web/Templates/trainer-timer.mustache", asset_151, sizeof(asset_151) - 1},
  {"Web/Templates/trainer-wall.mustache", asset_152, sizeof(asset_152) - 1},
  {"Web/Templates/trainer.mustache", asset_153, sizeof(asset_153) - 1},
  {"Web/Templates/verify.mustache", asset_154, sizeof(asset_154) - 1},
  {"Web/Templates/year-body.mustache", asset_155, sizeof(asset_155) - 1},
  {"Web/Templates/year-file.mustache", asset_156, sizeof(asset_156) - 1},
  {"Web/Templates/year.mustache", asset_157, sizeof(asset_157) - 1},
  {"Web/Templates/years.mustache", asset_158, sizeof(asset_158) - 1},
  {"Words/Tables/charts.en.strings", asset_159, sizeof(asset_159) - 1},
  {"Words/Tables/charts.zh-Hans.strings", asset_160, sizeof(asset_160) - 1},
  {"Words/Tables/cli.en.strings", asset_161, sizeof(asset_161) - 1},
  {"Words/Tables/cli.zh-Hans.strings", asset_162, sizeof(asset_162) - 1},
  {"Words/Tables/completion.en.strings", asset_163, sizeof(asset_163) - 1},
  {"Words/Tables/completion.zh-Hans.strings", asset_164, sizeof(asset_164) - 1},
  {"Words/Tables/door.en.strings", asset_165, sizeof(asset_165) - 1},
  {"Words/Tables/door.zh-Hans.strings", asset_166, sizeof(asset_166) - 1},
  {"Words/Tables/elsewhere.en.strings", asset_167, sizeof(asset_167) - 1},
  {"Words/Tables/elsewhere.zh-Hans.strings", asset_168, sizeof(asset_168) - 1},
  {"Words/Tables/findings.en.strings", asset_169, sizeof(asset_169) - 1},
  {"Words/Tables/findings.zh-Hans.strings", asset_170, sizeof(asset_170) - 1},
  {"Words/Tables/listing.en.strings", asset_171, sizeof(asset_171) - 1},
  {"Words/Tables/listing.zh-Hans.strings", asset_172, sizeof(asset_172) - 1},
  {"Words/Tables/organizer.en.strings", asset_173, sizeof(asset_173) - 1},
  {"Words/Tables/organizer.zh-Hans.strings", asset_174, sizeof(asset_174) - 1},
  {"Words/Tables/papers.en.strings", asset_175, sizeof(asset_175) - 1},
  {"Words/Tables/papers.zh-Hans.strings", asset_176, sizeof(asset_176) - 1},
  {"Words/Tables/privacy.en.strings", asset_177, sizeof(asset_177) - 1},
  {"Words/Tables/privacy.zh-Hans.strings", asset_178, sizeof(asset_178) - 1},
  {"Words/Tables/rehearse.en.strings", asset_179, sizeof(asset_179) - 1},
  {"Words/Tables/rehearse.zh-Hans.strings", asset_180, sizeof(asset_180) - 1},
  {"Words/Tables/report.en.strings", asset_181, sizeof(asset_181) - 1},
  {"Words/Tables/report.zh-Hans.strings", asset_182, sizeof(asset_182) - 1},
  {"Words/Tables/room.en.strings", asset_183, sizeof(asset_183) - 1},
  {"Words/Tables/room.zh-Hans.strings", asset_184, sizeof(asset_184) - 1},
  {"Words/Tables/rooms.en.strings", asset_185, sizeof(asset_185) - 1},
  {"Words/Tables/rooms.zh-Hans.strings", asset_186, sizeof(asset_186) - 1},
  {"Words/Tables/stage.en.strings", asset_187, sizeof(asset_187) - 1},
  {"Words/Tables/stage.zh-Hans.strings", asset_188, sizeof(asset_188) - 1},
  {"Words/Tables/word.en.strings", asset_189, sizeof(asset_189) - 1},
  {"Words/Tables/word.zh-Hans.strings", asset_190, sizeof(asset_190) - 1},
  {"Words/Tables/years.en.strings", asset_191, sizeof(asset_191) - 1},
  {"Words/Tables/years.zh-Hans.strings", asset_192, sizeof(asset_192) - 1},
};

unsigned long guildhall_asset_count(void) { return 193; }
const GuildhallAsset *guildhall_asset(unsigned long index) { return &assets[index]; }
