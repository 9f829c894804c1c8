/** @file Portuguese. */
import type { LanguageSource } from './language.ts';

export const PORTUGUESE: LanguageSource = {
  jobs: `enfermeiro enfermeira enfermeiros =médico =médica cirurgião cirurgiã fisioterapeuta psicólogo
    psicóloga farmacêutico farmacêutica nutricionista veterinário veterinária engenheiro engenheira
    desenvolvedor desenvolvedora programador programadora técnico técnica analista arquiteto arquiteta
    professora educadora pedagoga advogado advogada juiz juíza contador contadora contabilista secretária
    secretário recepcionista rececionista telefonista gerente diretora coordenador coordenadora supervisora
    encarregado encarregada chefe auxiliar assistente atendente estagiário estagiária aprendiz vendedor
    vendedora balconista operador operadora comprador compradora representante repositor repositora
    estoquista almoxarife motorista caminhoneiro entregador entregadora motoboy estafeta garçom garçonete
    garcom empregado empregada cozinheiro cozinheira padeiro padeira confeiteiro confeiteira açougueiro
    acougueiro talhante churrasqueiro copeira cabeleireiro cabeleireira manicura barbeiro esteticista
    costureira alfaiate sapateiro jardineiro agricultor pecuarista pescador lavrador pedreiro servente
    eletricista electricista encanador canalizador carpinteiro marceneiro pintora soldador soldadora
    serralheiro mecânico mecanico torneiro montador montadora ajudante operário operária faxineiro faxineira
    diarista zelador zeladora porteiro vigia babá cuidador cuidadora bombeiro policial soldado militar
    jornalista tradutor tradutora redator redatora fotógrafo fotógrafa pesquisador pesquisadora cientista
    químico biólogo economista consultora assessora gestor gestora empresário empresária proprietário
    proprietária autônomo autônoma autónomo desempregado desempregada aposentado aposentada reformado
    reformada estudante doméstica funcionário funcionária funcionario servidor servidora bancário bancária
    corretor corretora despachante escriturário escriturária trabalhador trabalhadora inspetor inspetora
    instrutor instrutora treinador treinadora gari lixeiro carteiro frentista manobrista camareira camareiro
    governanta hospedeira comissária`,
  topics: `vendas compras contabilidade manutenção manutencao produção producao qualidade segurança limpeza
    recursos projetos projeto desenvolvimento administração gestão educação saúde enfermagem cozinha loja
    armazém estoque logística sistemas dados ciência atendimento clientes obras elétrico elétrica mecânica
    eletrônica jurídico jurídica trabalho financeiro financeira informação =informática infantil escola
    ensino serviços gerais relações departamento =área setor pessoal negócios administrativo administrativa
    =júnior =sênior`,
  glue: `=do =dos =das =em =com =e =para =ou =ao =às =no =na`,
  alone: `dona_de_casa do_lar diretor professora caixa pintor comissário pedreira comerciante comerciário barbeiro sapateiro
    doméstica`,
  endings: `eadora eiros ologo icultora`,
};
